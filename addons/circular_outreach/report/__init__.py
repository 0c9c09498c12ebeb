from . import letter, outreach_report, phone_list, sign_in_sheet
