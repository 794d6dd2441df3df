import { EmailLink } from './email-link';
import { NoWrap } from './no-wrap';

type Props = { title: string; sections: { heading: string; text: string }[]; contact: string };

/** A page of headed sections, such as the privacy statement. The last section ends with the contact address. */
export function Statement({ title, sections, contact }: Props) {
  return (
    <div className="prose-width pt-10">
      <h1 className="mb-6 text-3xl">{title}</h1>
      {sections.map(({ heading, text }, index) => (
        <section key={heading} className="mb-6">
          <h2 className="mb-2 text-xl">{heading}</h2>
          <p>
            <NoWrap text={text} /> {index === sections.length - 1 && <EmailLink address={contact} />}
          </p>
        </section>
      ))}
    </div>
  );
}
