package dev.tarn.catalog.http;

import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;
import dev.tarn.catalog.service.IdempotencyLedger;

import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `GET /v1/config`: what the server can do and what clients should use.
final class ConfigResource {
    private final ClientConfig config;
    private final List<Endpoint> endpoints;

    ConfigResource(ClientConfig config, List<Endpoint> endpoints) {
        this.config = config;
        this.endpoints = List.copyOf(endpoints);
    }

    Route route() {
        return Route.unlisted("GET", "/v1/config", Needs.LOGIN, this::load);
    }

    private Answer load(Call call) {
        return Answer.ok(
                ConfigResponse.builder()
                        .withDefaults(new HashMap<>(config.defaults()))
                        .withOverrides(overrides(call.query().get("warehouse")))
                        .withEndpoints(endpoints)
                        .withIdempotencyKeyLifetime(IdempotencyLedger.LIFETIME.toString())
                        .build());
    }

    private Map<String, String> overrides(@Nullable String warehouse) {
        if (warehouse == null
                || config.otherWarehouses().isEmpty()
                || warehouse.equals(config.mainWarehouse())) {
            return new HashMap<>();
        }
        if (!config.otherWarehouses().contains(warehouse)) {
            throw new CatalogException(
                    ErrorCode.NO_SUCH_WAREHOUSE,
                    "No such warehouse: %s, there are %s and %s"
                            .formatted(
                                    warehouse, config.mainWarehouse(), config.otherWarehouses()));
        }
        return new HashMap<>(Map.of("prefix", warehouse));
    }
}
