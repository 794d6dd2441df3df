import { describe, expect, it } from 'vitest';
import { withoutHonorifics } from '@/lib/text/honorifics';

describe('the honorifics before a name', () => {
  it.each([
    ['معالي الدكتور خالد العيسى', 'خالد العيسى'],
    ['معالى الدكتور خالد العيسى', 'خالد العيسى'],
    ['سعادة خالد العيسى', 'خالد العيسى'],
    ['سعادة / خالد', 'خالد'],
    ['سعادة السيد خالد', 'خالد'],
    ['سعادة السفيرة هدى المثال', 'هدى المثال'],
    ['صاحب السمو الشيخ خالد المثال', 'خالد المثال'],
    ['صاحبة السمو الشيخة هدى', 'هدى'],
    ['دولة الرئيس خالد', 'الرئيس خالد'],
    ['الاستاذ خالد المثال', 'خالد المثال'],
    ['أ. د. م. خالد المثال', 'خالد المثال'],
    ['أ.د.خالد المثال', 'خالد المثال'],
    ['د/خالد المثال', 'خالد المثال'],
    ['\u200Fد. خالد', 'خالد'],
    ['د.\u00A0خالد', 'خالد'],
    ['ﺍﻟﺪﻛﺘﻮﺭ خالد', 'خالد'],
    ['مهندسة هدى سالم المثال', 'هدى سالم المثال'],
    ['اللواء الركن خالد', 'الركن خالد'],
    ['H.E. Sami Example', 'Sami Example'],
    ['H.E Sami Example', 'Sami Example'],
    ['His Excellency Sami', 'Sami'],
    ['HE Dr. Sami', 'Sami'],
    ['DR. SAMI EXAMPLE', 'SAMI EXAMPLE'],
    ['Dr.Sami Example', 'Sami Example'],
    ['Prof. Dr. Eng. Sami', 'Sami'],
    ['Mrs. Dana Example', 'Dana Example'],
    ['Mme Dana Example', 'Dana Example'],
    ['The Hon. Sami Example', 'Sami Example'],
    ['H.H. Sheikh Sami', 'Sami'],
    ['معالي Dr. Sami Example', 'Sami Example'],
  ])('are left out of %s', (name, rest) => {
    expect(withoutHonorifics(name)).toBe(rest);
  });

  it.each([
    'سعادة',
    'معالي',
    'مهندس',
    'الدكتور',
    'د.',
    'Dr.',
    'سعادة المثال',
    'معالي المثال',
    'سمو المثال',
    'دولة المثال',
    'مهندس المثال',
    'دكتور المثال',
    'السيد حسن',
    'سيد محمد علي',
    'سيدة محمد علي',
    'شيخ سالم المثال',
    'أمير سالم المثال',
    'رائد سالم المثال',
    'خالد الشيخ',
    'دينا المثال',
    'م سالم',
    'Drew Example',
    'England Example',
    'Eng Example',
    'Missy Example',
    'He Xiaoming',
    'HE XIAO MING',
    'M. Example',
    'Hon Example',
    'Sheikh Example',
    'Major Example',
    'Herbert Excellency',
  ])('are none in the name %s', (name) => {
    expect(withoutHonorifics(name)).toBe(name);
  });

  it('leave a given name that stands behind a title', () => {
    expect(withoutHonorifics('الدكتور السيد حسن')).toBe('السيد حسن');
    expect(withoutHonorifics('الدكتورة معالي المثال')).toBe('معالي المثال');
    expect(withoutHonorifics('د. سعادة المثال')).toBe('سعادة المثال');
  });
});
