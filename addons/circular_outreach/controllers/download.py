from odoo.http import content_disposition, request

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def hand_out(content, name, mimetype=WORKBOOK):
    """Return a file with personal data as a download that no cache keeps."""
    headers = [("Content-Type", mimetype), ("Content-Disposition", content_disposition(name)), ("Cache-Control", "no-store")]
    return request.make_response(content, headers)
