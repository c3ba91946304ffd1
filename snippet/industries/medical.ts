import { parts } from '../core.ts';

/** A practice's lead types. */
parts.push({
  leadTypes: [
    ['referral_in', 'refer a patient|/for doctors|field:(referringprovider|npi)'],
    ['existing_patient', 'patient portal|(pay|your) bill|refill|medical records|reschedule'],
    [
      'auto_accident_or_workcomp',
      '(car|auto) accident|whiplash|personal injury|workers comp(ensation)?',
    ],
    ['telehealth', 'telehealth|(virtual|video) visit'],
    ['insurance_question', 'insurance question|do you accept|payment plan|copay'],
    [
      'new_patient',
      'new patients?( .+)?|book (appointment|online)|schedule now|request (an )?appointment|field:(newpatient|patienttype|preferredprovider)',
    ],
    [
      'procedure_inquiry',
      'ld:(medicalprocedure|medicaltherapy|surgicalprocedure)|/treatments?|/procedures?',
    ],
    [
      'condition_inquiry',
      'ld:(medicalcondition|medicalsignorsymptom)|/conditions?|/symptoms?|/pain',
    ],
  ],
});
