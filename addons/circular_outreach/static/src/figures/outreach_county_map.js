import { Component } from "@odoo/owl";

const WIDTH = 1000;
const MARGIN = 90;
const LARGEST = 40;
// So many contacts make the largest circle, unless there are more somewhere.
const MANY = 12;
// On a phone the drawing is shrunk, so fewer and larger names fit.
const WIDE = { labels: 14, letter: 13, line: 30, smallest: 12 };
const NARROW = { labels: 7, letter: 20, line: 44, smallest: 26 };
const PUSHES = 30;

/** Turn each way around the next point of the hull (Andrew's monotone chain). */
function hull(points) {
    const sorted = [...points].sort((one, other) => one.x - other.x || one.y - other.y);
    const half = (list) =>
        list.reduce((chain, point) => {
            while (chain.length > 1 && cross(chain.at(-2), chain.at(-1), point) <= 0) {
                chain.pop();
            }
            return [...chain, point];
        }, []);
    return [...half(sorted).slice(0, -1), ...half(sorted.reverse()).slice(0, -1)];
}

function cross(origin, one, other) {
    return (one.x - origin.x) * (other.y - origin.y) - (one.y - origin.y) * (other.x - origin.x);
}

/** Say whether two boxes lie on each other. */
function overlap(one, other) {
    return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** The municipalities where their centres are, as circles; the largest have their names beside them. No borders: none are known here. */
export class OutreachCountyMap extends Component {
    static template = "circular_outreach.CountyMap";
    static props = { places: Array, label: String, open: Function };

    get size() {
        return this.env.isSmall ? NARROW : WIDE;
    }

    /** A degree of longitude is shorter than one of latitude: by the cosine of the latitude in the middle. */
    get drawing() {
        const places = this.props.places;
        const latitudes = places.map((one) => one.place[0]);
        const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
        const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180);
        const east = places.map((one) => one.place[1] * narrow);
        const [left, right] = [Math.min(...east), Math.max(...east)];
        const scale = (WIDTH - 2 * MARGIN) / (right - left || 1);
        const most = Math.max(MANY, ...places.map((one) => one.count));
        const dots = places.map((one, index) => ({
            ...one,
            // On a phone there is no room for a number in the circle.
            caption: this.env.isSmall ? `${one.name} ${one.count}` : one.name,
            x: Math.round(MARGIN + (east[index] - left) * scale),
            y: Math.round(MARGIN + (north - one.place[0]) * scale),
            radius: Math.round(one.count ? this.size.smallest + LARGEST * Math.sqrt(one.count / most) : 6),
        }));
        const outline = hull(dots.map(({ x, y }) => ({ x, y })));
        this.part(dots.filter((one) => one.count));
        dots.sort((one, other) => other.radius - one.radius);
        return {
            dots,
            labels: this.place(dots),
            outline: outline.map((one) => `${one.x},${one.y}`).join(" "),
            box: `0 0 ${WIDTH} ${Math.round(2 * MARGIN + (north - south) * scale)}`,
        };
    }

    /** Push circles apart that would lie on each other: each must be there to press. */
    part(dots) {
        const pairs = dots.flatMap((one, index) => dots.slice(index + 1).map((other) => [one, other]));
        for (let push = 0; push < PUSHES; push++) {
            for (const [one, other] of pairs) {
                const [x, y] = [other.x - one.x || 1, other.y - one.y];
                const distance = Math.hypot(x, y);
                const missing = one.radius + other.radius + 2 - distance;
                if (missing > 0) {
                    const step = missing / 2 / distance;
                    [one.x, one.y, other.x, other.y] = [
                        one.x - x * step,
                        one.y - y * step,
                        other.x + x * step,
                        other.y + y * step,
                    ];
                }
            }
        }
    }

    /** Name the largest, beside, under or over their circles, where no other name stands. */
    place(dots) {
        const taken = [];
        for (const dot of dots.filter((one) => one.count)) {
            if (taken.length === this.size.labels) {
                break;
            }
            const fitting = this.getSpots(dot).find((spot) => {
                const isInside = spot.left >= 0 && spot.right <= WIDTH && spot.top >= 0;
                return isInside && !taken.some((other) => overlap(spot, other)) && !this.hides(dots, dot, spot);
            });
            if (fitting) {
                taken.push({ ...fitting, id: dot.id, name: dot.caption });
            }
        }
        return taken;
    }

    hides(dots, dot, spot) {
        return dots.some((other) => {
            const { x, y, radius } = other;
            const box = { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
            return other !== dot && other.count && overlap(spot, box);
        });
    }

    getSpots({ x, y, radius, caption }) {
        const { letter, line } = this.size;
        const length = caption.length * letter;
        const spot = (anchor, left, middle, at) => ({
            anchor,
            x: at,
            y: middle + line / 3,
            left,
            right: left + length,
            top: middle - line / 2,
            bottom: middle + line / 2,
        });
        const far = radius + 8;
        return [
            spot("start", x + far, y, x + far),
            spot("end", x - far - length, y, x - far),
            spot("middle", x - length / 2, y + far + line / 3, x),
            spot("middle", x - length / 2, y - far - line / 3, x),
        ];
    }

    press(event, id) {
        if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            this.props.open(id);
        }
    }
}
