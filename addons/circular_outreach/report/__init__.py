from . import outreach_report
