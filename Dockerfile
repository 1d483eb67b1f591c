# Builds Tarn from this folder and keeps only what runs. See docker-compose.yml.
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /opt/build
COPY . .
RUN ./tarn build && cp tarn target/tarn/

FROM eclipse-temurin:25-jdk
COPY --from=build /opt/build/target/tarn /opt/tarn
RUN useradd --system --create-home --home-dir /var/lib/tarn tarn
USER tarn
WORKDIR /var/lib/tarn
EXPOSE 8181
ENTRYPOINT ["/opt/tarn/tarn"]
CMD ["serve", "--host", "0.0.0.0", "--data", "/var/lib/tarn/data"]
