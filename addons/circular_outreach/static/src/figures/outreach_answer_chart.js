import { _t } from "@web/core/l10n/translation";
import { Component } from "@odoo/owl";

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];
const LINES = 4;

/** Answers day by day, as stacked bars made of boxes: they keep readable letters at any width, and each bar is a button. */
export class OutreachAnswerChart extends Component {
    static template = "circular_outreach.AnswerChart";
    static props = { days: Array, series: Array, total: Number, open: Function };

    get most() {
        const largest = Math.max(1, ...this.props.days.map((_day, index) => this.sum(index)));
        const step = STEPS.find((one) => one * LINES >= largest) || Math.ceil(largest / LINES);
        return { step, top: step * Math.ceil(largest / step) };
    }

    get lines() {
        const { step, top } = this.most;
        return Array.from({ length: top / step + 1 }, (_one, index) => ({
            value: index * step,
            place: (100 * index * step) / top,
        }));
    }

    get bars() {
        const { top } = this.most;
        const last = this.props.days.length - 1;
        return this.props.days.map((day, index) => ({
            ...day,
            index,
            total: this.sum(index),
            isMarked: (last - index) % 7 === 0,
            text: this.describe(day, index),
            parts: this.props.series
                .filter((one) => one.counts[index])
                .map((one) => ({ answer: one.answer, height: (100 * one.counts[index]) / top })),
        }));
    }

    sum(index) {
        return this.props.series.reduce((sum, one) => sum + one.counts[index], 0);
    }

    describe(day, index) {
        const parts = this.props.series.filter((one) => one.counts[index]).map((one) => `${one.counts[index]} ${one.label}`);
        return _t("%(day)s: %(answers)s", { day: day.label, answers: parts.join(", ") });
    }
}
