# The edge. Built from the clone's root:
#   docker build -f local/docker/nginx.Dockerfile .

FROM python:3.11-slim AS render

# Host names that are answered, separated by spaces; _ is any.
ARG SERVER_NAME=_
# Anything ends TLS on port 8443, with the certificate in /etc/nginx/ssl.
ARG TLS=

WORKDIR /src
COPY local/__init__.py ./local/
COPY local/nginx ./local/nginx
RUN python -m local.nginx --output /rendered --server-name "$SERVER_NAME" ${TLS:+--tls}


FROM nginx:alpine

# Nothing of the image's own configuration is read: our nginx.conf does not include it.
COPY --from=render /rendered /etc/nginx

# The image's user nginx. Without root there is no port below 1024; compose publishes 80 and 443.
USER 101:101
EXPOSE 8080 8443

# The image's entry point would edit files that are not there; nginx alone is what runs.
ENTRYPOINT []

HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
    CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/health"]

# -e: the log that is open before the configuration is read would need root.
CMD ["nginx", "-e", "stderr", "-g", "daemon off;"]

# Requests that are being answered are answered.
STOPSIGNAL SIGQUIT
