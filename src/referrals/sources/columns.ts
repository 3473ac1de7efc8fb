/** Every column of an extract, in the order providers write them (docs/extracts.md). */
export const referralColumns = [
  'WEEK_ENDING_DATE',
  'ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER',
  'SOURCE_SYSTEM',
  'EXTRACT_CREATED_DATETIME',
  'LOCAL_PATIENT_IDENTIFIER_EXTENDED',
  'NHS_NUMBER',
  'NHS_NUMBER_STATUS_INDICATOR_CODE',
  'PERSON_GIVEN_NAME',
  'PERSON_FAMILY_NAME',
  'PERSON_BIRTH_DATE',
  'PERSON_DEATH_DATE',
  'PERSON_STATED_GENDER_CODE',
  'ADDRESS_LINE_1',
  'POSTCODE_OF_USUAL_ADDRESS',
  'ETHNIC_CATEGORY',
  'LANGUAGE_CODE_PREFERRED',
  'GENERAL_MEDICAL_PRACTICE_CODE',
  'ORGANISATION_IDENTIFIER_EDUCATIONAL_ESTABLISHMENT',
  'SERVICE_REQUEST_IDENTIFIER',
  'SERVICE_OR_TEAM_TYPE_REFERRED_TO',
  'TEAM_TYPE_CODE_SYSTEM',
  'SOURCE_OF_REFERRAL',
  'PRIMARY_REASON_FOR_REFERRAL',
  'PRIORITY_TYPE_CODE',
  'REFERRAL_REQUEST_RECEIVED_DATE',
  'ORIGINAL_REFERRAL_REQUEST_RECEIVED_DATE',
  'REFERRAL_TO_TREATMENT_PERIOD_STATUS',
  'FUTURE_APPOINTMENT_DATE',
  'LAST_DNA_DATE',
  'REFERRAL_CLOSURE_DATE',
  'REFERRAL_CLOSURE_REASON',
  'LOOKED_AFTER_CHILD_INDICATOR',
  'CHILD_PROTECTION_PLAN_INDICATOR',
  'SPECIAL_EDUCATIONAL_NEED_TYPE',
  'CONTACT_RESTRICTION_CODE',
  'PREFERRED_CONTACT_METHOD',
  'PREFERRED_WRITTEN_FORMAT',
  'INTERPRETER_REQUIRED',
  'CONTACT_NAME',
  'CONTACT_RELATIONSHIP',
  'CONTACT_MOBILE',
  'CONTACT_EMAIL',
] as const;
export type ReferralColumn = (typeof referralColumns)[number];

/** Without these a row cannot be held to a list, a child and a day: no source may leave them out, and none may be blank. */
export const coreColumns = [
  'WEEK_ENDING_DATE',
  'ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER',
  'SOURCE_SYSTEM',
  'EXTRACT_CREATED_DATETIME',
  'LOCAL_PATIENT_IDENTIFIER_EXTENDED',
  'PERSON_BIRTH_DATE',
  'SERVICE_REQUEST_IDENTIFIER',
  'SERVICE_OR_TEAM_TYPE_REFERRED_TO',
  'TEAM_TYPE_CODE_SYSTEM',
  'REFERRAL_REQUEST_RECEIVED_DATE',
] as const satisfies readonly ReferralColumn[];

/**
 * Columns that may have the same text in every row, or a text where they are blank: they say which list it is, or nothing
 * that anybody acts on. Never what tells children apart, a safeguarding answer, or a day: those are not to be made up.
 */
export const fillable = [
  'ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER',
  'SOURCE_SYSTEM',
  'SERVICE_OR_TEAM_TYPE_REFERRED_TO',
  'TEAM_TYPE_CODE_SYSTEM',
  'SOURCE_OF_REFERRAL',
  'PRIMARY_REASON_FOR_REFERRAL',
] as const satisfies readonly ReferralColumn[];

/** Columns that may be read from another where they are blank, and which other: one that means the same day, or nearly. */
export const fallbacks: Readonly<Partial<Record<ReferralColumn, readonly ReferralColumn[]>>> = {
  WEEK_ENDING_DATE: ['EXTRACT_CREATED_DATETIME'],
  EXTRACT_CREATED_DATETIME: ['WEEK_ENDING_DATE'],
  REFERRAL_REQUEST_RECEIVED_DATE: ['ORIGINAL_REFERRAL_REQUEST_RECEIVED_DATE'],
};

/** Columns whose codes a source may have others for than the standard (nhs-standards §1.4): translated, never guessed. */
export const codedColumns = [
  'NHS_NUMBER_STATUS_INDICATOR_CODE',
  'PERSON_STATED_GENDER_CODE',
  'ETHNIC_CATEGORY',
  'LANGUAGE_CODE_PREFERRED',
  'SOURCE_OF_REFERRAL',
  'PRIMARY_REASON_FOR_REFERRAL',
  'REFERRAL_TO_TREATMENT_PERIOD_STATUS',
  'LOOKED_AFTER_CHILD_INDICATOR',
  'CHILD_PROTECTION_PLAN_INDICATOR',
  'SPECIAL_EDUCATIONAL_NEED_TYPE',
  'CONTACT_RESTRICTION_CODE',
  'PREFERRED_CONTACT_METHOD',
  'PREFERRED_WRITTEN_FORMAT',
  'INTERPRETER_REQUIRED',
  'CONTACT_RELATIONSHIP',
] as const satisfies readonly ReferralColumn[];
export type CodedColumn = (typeof codedColumns)[number];

const yesOrNo = ['Y', 'N', ''];
/** What the codes of a column may be translated to, where the standard has a short list; blank says nothing. */
export const standardCodes: Readonly<Partial<Record<CodedColumn, readonly string[]>>> = {
  NHS_NUMBER_STATUS_INDICATOR_CODE: ['01', '02', '03', '04', '05', '06', '07', '08', ''],
  ETHNIC_CATEGORY: [...'ABCDEFGHJKLMNPRSZ', '99', ''],
  REFERRAL_TO_TREATMENT_PERIOD_STATUS: '10 11 12 20 21 30 31 32 33 34 35 36 90 91 92 98 99'
    .split(' ')
    .concat(''),
  LOOKED_AFTER_CHILD_INDICATOR: yesOrNo,
  CHILD_PROTECTION_PLAN_INDICATOR: yesOrNo,
  CONTACT_RESTRICTION_CODE: ['R', 'V', ''],
  INTERPRETER_REQUIRED: yesOrNo,
};
