package dev.tarn.catalog.http;

import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;
import dev.tarn.catalog.service.IdempotencyLedger;

import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.responses.ConfigResponse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `GET /v1/config`: what the server can do and what clients should use.
final class ConfigResource {
    private final ClientConfig config;
    private final List<Endpoint> endpoints;

    /// What a server tells its clients.
    ///
    /// @param warehouses names a client may ask for; empty accepts every name
    /// @param defaults client properties, which the client's own override
    record ClientConfig(List<String> warehouses, Map<String, String> defaults) {}

    ConfigResource(ClientConfig config, List<Endpoint> endpoints) {
        this.config = config;
        this.endpoints = List.copyOf(endpoints);
    }

    Route route() {
        return Route.unlisted("GET", "/v1/config", Needs.LOGIN, this::load);
    }

    private Answer load(Call call) {
        String warehouse = call.query().get("warehouse");
        if (warehouse != null
                && !config.warehouses().isEmpty()
                && !config.warehouses().contains(warehouse)) {
            throw new CatalogException(
                    ErrorCode.NO_SUCH_WAREHOUSE,
                    "No such warehouse: " + warehouse + ", there are " + config.warehouses());
        }
        return Answer.ok(
                ConfigResponse.builder()
                        .withDefaults(new HashMap<>(config.defaults()))
                        .withEndpoints(endpoints)
                        .withIdempotencyKeyLifetime(IdempotencyLedger.LIFETIME.toString())
                        .build());
    }
}
