# Two images: a mail catcher for trials, and Odoo 19 with this addon (the last one, which a plain build makes).
# Versions of Python packages are those of config/requirements*.txt.

FROM python:3.12-slim AS mailcatcher
RUN pip install --no-cache-dir aiosmtpd==1.4.6 && install -d -o nobody /mail
COPY script/mailcatcher /usr/local/bin/mailcatcher
USER nobody
VOLUME /mail
EXPOSE 1025 8025
HEALTHCHECK --start-period=5s --interval=10s --timeout=5s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8025/', timeout=4)"]
CMD ["python", "-u", "/usr/local/bin/mailcatcher", "--host", "0.0.0.0", "--smtp-port", "1025", "--http-port", "8025", "--directory", "/mail"]

FROM odoo:19.0 AS odoo
USER root
RUN apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-liberation \
  && rm -rf /var/lib/apt/lists/*
# WeasyPrint and what only it needs. Pillow and cffi stay those of the image: Odoo uses them too.
RUN pip install --no-cache-dir --break-system-packages \
  weasyprint==70.0 pydyf==0.13.0 tinycss2==1.5.1 tinyhtml5==2.1.0 cssselect2==0.10.1 pyphen==0.18.1 fonttools==4.68.0
# Not /mnt/extra-addons: that is a volume of the base image, and Compose would carry the old code over into a newer container.
COPY addons /opt/circular-outreach/addons
COPY config/odoo.conf /etc/odoo/odoo.conf
# What script/setup appends to odoo.conf in the development form.
ENV ODOO_ADDONS_PATH=/opt/circular-outreach/addons ODOO_DATA_DIR=/var/lib/odoo ODOO_HTTP_INTERFACE=0.0.0.0
# Without worker processes Odoo takes any number of requests at once and runs out of database connections; more wait.
ENV ODOO_MAX_HTTP_THREADS=24
USER odoo
HEALTHCHECK --start-period=60s --interval=15s --timeout=5s \
  CMD ["curl", "-fsS", "http://127.0.0.1:8069/web/health"]
