package dev.tarn.catalog.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.http.Answer;
import dev.tarn.catalog.http.Call;
import dev.tarn.catalog.http.RequestBody;
import dev.tarn.catalog.http.Router;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.ErrorHandlers;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.rest.RESTCatalogProperties;
import org.apache.iceberg.rest.RESTClient;
import org.apache.iceberg.rest.RESTSessionCatalog;
import org.apache.iceberg.rest.responses.ErrorResponse;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// The catalog as an Iceberg `Catalog` in this process. Thread-safe. All tables share the given
/// FileIO, which closing the catalog closes.
///
/// `CommitFailedException` means another commit came first; `CommitStateUnknownException` means
/// nobody knows. Several tables are committed at once with [RESTCatalog#commitTransaction].
public final class LocalCatalog extends RESTCatalog {
    private final Router router;
    private final Supplier<Caller> callers;
    private final FileIO io;

    private LocalCatalog(Router router, Supplier<Caller> callers, FileIO io) {
        this.router = router;
        this.callers = callers;
        this.io = io;
        super(_ -> new LocalClient(router, callers));
    }

    /// @param callers in whose name requests are made, asked for each
    /// @param properties passed to Iceberg's REST catalog (`table-default.*` and the like)
    public static LocalCatalog open(
            String name,
            Router router,
            Supplier<Caller> callers,
            FileIO io,
            Map<String, String> properties) {
        LocalCatalog catalog = new LocalCatalog(router, callers, io);
        Map<String, String> all = new HashMap<>(properties);
        all.put("rest-metrics-reporting-enabled", "false");
        // the engine reads manifests itself; planning here for itself would only copy them
        all.put(RESTCatalogProperties.SCAN_PLANNING_MODE, "client");
        all.put("uri", "local:" + name);
        catalog.initialize(name, all);
        return catalog;
    }

    /// Brings back the table or view dropped last under that name.
    ///
    /// @param as the name it gets; may be the one it had
    /// @throws org.apache.iceberg.exceptions.NoSuchTableException if none is kept
    /// @throws org.apache.iceberg.exceptions.NoSuchNamespaceException if `as` is in none
    /// @throws org.apache.iceberg.exceptions.AlreadyExistsException if `as` is taken
    public void undrop(TableIdentifier name, TableIdentifier as) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        put(body, name);
        put(body.putObject("as"), as);
        RequestBody json = RequestBody.json(body.toString().getBytes(StandardCharsets.UTF_8));
        Call call = new Call("POST", "/v1/dropped/undrop", Map.of(), Map.of(), json);
        Answer answer = router.handle(call.withCaller(callers.get()));
        if (answer.body() instanceof ErrorResponse error) {
            ErrorHandlers.tableErrorHandler().accept(error);
        }
    }

    private static void put(ObjectNode node, TableIdentifier identifier) {
        ArrayNode levels = node.putArray("namespace");
        for (String level : identifier.namespace().levels()) {
            levels.add(level);
        }
        node.put("name", identifier.name());
    }

    @Override
    protected RESTSessionCatalog newSessionCatalog(
            Function<Map<String, String>, RESTClient> clientBuilder) {
        return new RESTSessionCatalog(clientBuilder, (_, _) -> io);
    }
}
