# One image that stands in for the three that docker-compose.yml names, where they cannot be pulled:
# Debian by debootstrap, a JDK copied in, Debian's PostgreSQL, S3Proxy. Built by compose-smoke.sh.
FROM tarn-stand-in-debian
COPY jdk /opt/java/openjdk
COPY s3proxy.jar postgres store /stand-in/
ENV JAVA_HOME=/opt/java/openjdk
