-- Invitations of members go through the outbox.
ALTER TYPE "MessageKind" ADD VALUE 'memberInvitation';
