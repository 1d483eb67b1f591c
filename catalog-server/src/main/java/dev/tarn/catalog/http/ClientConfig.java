package dev.tarn.catalog.http;

import java.util.List;
import java.util.Map;

/// What a server tells its clients.
///
/// @param mainWarehouse the warehouse without a prefix
/// @param otherWarehouses those that clients reach by their name as prefix; without any, clients
///   may ask for whatever they like and get the main one
/// @param defaults client properties, which the client's own override
public record ClientConfig(
        String mainWarehouse, List<String> otherWarehouses, Map<String, String> defaults) {

    public ClientConfig {
        otherWarehouses = List.copyOf(otherWarehouses);
        defaults = Map.copyOf(defaults);
    }
}
