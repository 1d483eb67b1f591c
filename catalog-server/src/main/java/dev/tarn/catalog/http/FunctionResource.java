package dev.tarn.catalog.http;

import dev.tarn.catalog.codec.RestJson;
import dev.tarn.catalog.service.FunctionMetadata;
import dev.tarn.catalog.service.Functions;
import dev.tarn.catalog.service.PageRequest;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.rest.Endpoint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `/v1/namespaces/{namespace}/functions…`: SQL functions to be read. The specification has no
/// operation that changes them.
final class FunctionResource {
    private static final String PATH = "/v1/{prefix}/namespaces/{namespace}/functions";

    private final Functions functions;

    FunctionResource(Functions functions) {
        this.functions = functions;
    }

    /// In the specification since 2026, without constants in iceberg-core 1.12.0.
    List<Route> routes() {
        return List.of(
                Route.read(Endpoint.create("GET", PATH), Needs.SIGHT, this::list),
                Route.read(Endpoint.create("GET", PATH + "/{function}"), Needs.SELECT, this::load));
    }

    /// Functions are named by all their levels in one array.
    private Answer list(Call call) {
        Namespace namespace = call.namespace();
        PageRequest.Page<String> page = functions.list(namespace, call.page());
        List<List<String>> identifiers = new ArrayList<>();
        for (String name : page.items()) {
            List<String> levels = new ArrayList<>(List.of(namespace.levels()));
            levels.add(name);
            identifiers.add(levels);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("identifiers", identifiers);
        if (page.nextToken() != null) {
            body.put("next-page-token", page.nextToken());
        }
        return Answer.ok(new JsonBytes(RestJson.write(body)));
    }

    private Answer load(Call call) {
        FunctionMetadata metadata = functions.load(call.function());
        String body = "{\"metadata\":" + metadata.json() + "}";
        return Answer.ok(new JsonBytes(body.getBytes(StandardCharsets.UTF_8)));
    }
}
