import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CalendarCommonRenderer } from "@web/views/calendar/calendar_common/calendar_common_renderer";
import { CalendarRenderer } from "@web/views/calendar/calendar_renderer";
import { calendarView } from "@web/views/calendar/calendar_view";

/** A click opens the record itself: there is nothing to decide in between. */
export class OutreachCalendarCommonRenderer extends CalendarCommonRenderer {
    onEventClick(info) {
        this.props.editRecord(this.props.model.records[info.event.id]);
    }
}

/** A calendar to read. Where nothing is to be seen, it says why. */
export class OutreachCalendarRenderer extends CalendarRenderer {
    static template = "circular_outreach.CalendarRenderer";
    static components = {
        ...CalendarRenderer.components,
        day: OutreachCalendarCommonRenderer,
        week: OutreachCalendarCommonRenderer,
        month: OutreachCalendarCommonRenderer,
    };

    get isEmpty() {
        return !Object.keys(this.props.model.records).length;
    }

    get emptyText() {
        return this.props.model.resModel === "outreach.campaign"
            ? _t(
                  "No campaign in this period. Campaigns stand on the day of their workshop, calls on that of their answer deadline.",
              )
            : _t("Nothing goes out in this period. Steps that are counted from the release have no time before it.");
    }
}

registry.category("views").add("outreach_calendar", { ...calendarView, Renderer: OutreachCalendarRenderer });
