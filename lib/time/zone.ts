/** The time zone of the meeting (IANA): all times are said in it unless another zone is named. */
export const meetingTimeZone = 'Asia/Dubai';
