from . import certificate, disclosure, funding_report, letter, name_badge, outreach_report, phone_list, room_list, sign_in_sheet
