from . import outreach_report, sign_in_sheet
