/** Reads QR codes with the camera: by the browser's own detector where there is one, else by the ZXing library that Odoo ships. */

const ZXING = "/web/static/lib/zxing-library/zxing-library.js";
const PAUSE = 150;

function loadZXing() {
    return new Promise((resolve, reject) => {
        const script = Object.assign(document.createElement("script"), {
            src: ZXING,
            onload: () => resolve(window.ZXing),
            onerror: reject,
        });
        document.head.append(script);
    });
}

async function nativeReader() {
    const formats = "BarcodeDetector" in window ? await window.BarcodeDetector.getSupportedFormats() : [];
    if (!formats.includes("qr_code")) {
        return null;
    }
    const detector = new window.BarcodeDetector({
        formats: formats.filter((format) => ["qr_code", "code_128"].includes(format)),
    });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
}

async function zxingReader() {
    const ZXing = window.ZXing || (await loadZXing());
    const reader = new ZXing.MultiFormatReader();
    const formats = [ZXing.BarcodeFormat.QR_CODE, ZXing.BarcodeFormat.CODE_128];
    reader.setHints(new Map([[ZXing.DecodeHintType.POSSIBLE_FORMATS, formats]]));
    const canvas = document.createElement("canvas");
    return async (video) => {
        [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
        canvas.getContext("2d", { willReadFrequently: true }).drawImage(video, 0, 0);
        const source = new ZXing.HTMLCanvasElementLuminanceSource(canvas);
        try {
            return reader.decodeWithState(new ZXing.BinaryBitmap(new ZXing.HybridBinarizer(source))).getText();
        } catch {
            return undefined; // no code in this picture
        }
    };
}

export class Camera {
    /** Show the camera in a video element and report each code once until another one, or none for a while, is seen. */
    async start(video, onCode) {
        this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
        video.srcObject = this.stream;
        await video.play();
        const read = (await nativeReader()) || (await zxingReader());
        this.look(video, read, onCode);
    }

    async look(video, read, onCode) {
        let [last, seenAt] = ["", 0];
        while (this.stream) {
            const text = video.videoWidth ? await read(video) : undefined;
            if (text && (text !== last || Date.now() - seenAt > 3000)) {
                last = text;
                onCode(text);
            }
            seenAt = text ? Date.now() : seenAt;
            await new Promise((resolve) => setTimeout(resolve, PAUSE));
        }
    }

    stop() {
        this.stream?.getTracks().forEach((track) => track.stop());
        this.stream = null;
    }
}
