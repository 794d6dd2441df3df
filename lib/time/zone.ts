/** The time zone of the meeting (IANA). All times are shown in it unless a text names another zone. */
export const meetingTimeZone = 'Asia/Dubai';
