# Builds Tarn from this folder and keeps only what runs. See docker-compose.yml.
#
#   docker build --build-arg BASE_IMAGE=a-jdk-25-of-your-own .
#
# BUILD_IMAGE needs a JDK 25 and Maven or curl; BASE_IMAGE needs a JDK 25 and bash.
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-25
ARG BASE_IMAGE=eclipse-temurin:25-jdk

FROM ${BUILD_IMAGE} AS build
WORKDIR /opt/build
COPY . .
# Builds, unless the folder brings a build that is newer than its sources.
RUN ./tarn version && cp tarn target/tarn/

FROM ${BASE_IMAGE}
COPY --from=build /opt/build/target/tarn /opt/tarn
RUN useradd --system --create-home --home-dir /var/lib/tarn tarn
USER tarn
WORKDIR /var/lib/tarn
EXPOSE 8181
ENTRYPOINT ["/opt/tarn/tarn"]
CMD ["serve", "--host", "0.0.0.0", "--data", "/var/lib/tarn/data"]
