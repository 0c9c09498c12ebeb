import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { OutreachCountyMap } from "./outreach_county_map";
import { OutreachGapDialog } from "./outreach_gap_dialog";
import { Component, onWillStart, useState } from "@odoo/owl";

const FIGURES = ["missing", "known", "invited", "accepted", "attended"];
const SHADES = 5;

/** Target groups beside municipalities, as a table and as a map: who is known, who was invited, who has come. */
export class OutreachGap extends Component {
    static template = "circular_outreach.Gap";
    static components = { Layout, OutreachCountyMap };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.orm = useService("orm");
        this.labels = {
            missing: _t("Not yet invited"),
            known: _t("Known"),
            invited: _t("Invited"),
            accepted: _t("Accepted"),
            attended: _t("Attended"),
        };
        this.all = _t("All contacts");
        this.figures = FIGURES;
        const kept = this.props.state || {};
        this.state = useState({ figure: "missing", period: "all", event: null, isByCount: false, table: null, ...kept });
        this.openMunicipality = (id) => this.open(null, id);
        onWillStart(() => this.load());
    }

    get scope() {
        return [this.state.period, this.state.event];
    }

    async load() {
        this.state.table = await this.orm.call("outreach.gap", "get_table", this.scope);
        this.cells = Object.fromEntries(this.state.table.cells.map((cell) => [`${cell.group},${cell.municipality}`, cell]));
    }

    /** A workshop is a narrower choice than a year, so there is one list for both. */
    async chooseScope(value) {
        const [kind, key] = value.split(",");
        this.state.period = kind === "period" ? key : "all";
        this.state.event = kind === "event" ? Number(key) : null;
        await this.load();
    }

    /** Return the sums over those cells that fit; `null` stands for all groups, or all municipalities. */
    sum(group, municipality) {
        const total = Object.fromEntries(FIGURES.map((figure) => [figure, 0]));
        for (const cell of this.state.table.cells) {
            const fits =
                (group === null || (cell.group || false) === group) &&
                (municipality === null || (cell.municipality || false) === municipality);
            if (fits) {
                FIGURES.forEach((figure) => (total[figure] += cell[figure]));
            }
        }
        return total;
    }

    get rows() {
        const { groups, municipalities } = this.state.table;
        const most = Math.max(1, ...this.state.table.cells.map((cell) => cell[this.state.figure]));
        const rows = municipalities.map((municipality) => {
            const total = this.sum(null, municipality.id);
            return {
                ...municipality,
                total,
                shade: this.shade(total, 0),
                cells: groups.map((group) => {
                    const figures = this.cells[`${group.id || null},${municipality.id || null}`];
                    return {
                        id: group.id,
                        figures,
                        shade: figures && this.shade(figures, most),
                        text: figures && this.describe(`${municipality.name}, ${group.name}`, figures),
                    };
                }),
            };
        });
        return this.state.isByCount ? rows.sort((one, other) => this.value(other) - this.value(one)) : rows;
    }

    get places() {
        return this.rows
            .filter((row) => row.place)
            .map((row) => ({ ...row, count: this.value(row), text: this.describe(row.name, row.total) }));
    }

    /** Contacts that are on no map, in words. */
    get elsewhere() {
        return this.rows
            .filter((row) => !row.place && this.value(row))
            .map((row) => `${row.name}: ${this.value(row)}`)
            .join(" · ");
    }

    value(row) {
        return row.total[this.state.figure];
    }

    /** Counts of contacts are shaded beside the largest, all others by their share of the contacts known. */
    shade(figures, most) {
        const count = figures[this.state.figure];
        if (!count) {
            return 0;
        }
        const share = this.state.figure === "known" ? Math.sqrt(count / (most || count)) : count / figures.known;
        return Math.max(1, Math.ceil(share * SHADES));
    }

    describe(name, figures) {
        return _t("%(name)s: %(count)s of %(known)s contacts, %(figure)s", {
            name,
            count: figures[this.state.figure],
            known: figures.known,
            figure: this.labels[this.state.figure],
        });
    }

    open(group, municipality) {
        const named = (list, id) => list.find((one) => one.id === id)?.name;
        const { groups, municipalities } = this.state.table;
        const names = [named(municipalities, municipality), named(groups, group)].filter(Boolean);
        this.dialog.add(OutreachGapDialog, {
            title: names.join(" · ") || this.all,
            figures: this.figures.map((figure) => ({
                figure,
                label: this.labels[figure],
                count: this.sum(group, municipality)[figure],
            })),
            view: (figure) => this.run("action_view_contacts", [figure, group, municipality, ...this.scope]),
            propose: () => this.run("action_propose", [group, municipality, ...this.scope]),
            begin: () => this.run("action_new_campaign", [group, municipality]),
        });
    }

    async run(method, parameters) {
        this.action.doAction(await this.orm.call("outreach.gap", method, parameters));
    }
}

registry.category("actions").add("outreach_gap", OutreachGap);
