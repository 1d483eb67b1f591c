package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.RunningCatalog.Reply;
import dev.tarn.catalog.auth.AccessConfig;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.auth.Grantee;
import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.http.Needs;
import dev.tarn.catalog.http.Router.Operation;
import dev.tarn.catalog.service.FunctionMetadata;
import dev.tarn.catalog.service.Granting.Target;
import dev.tarn.catalog.service.Mutation;
import dev.tarn.catalog.store.TokenRow;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.view.BaseView;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/// Every operation of the router, asked by nobody, by a stranger, by somebody who sees the object
/// and lacks what it takes, and by somebody who has exactly that: 401, 404, 403 and no refusal.
///
/// A new route fails here until it has a probe.
class AccessRulesTest {
    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog(AccessConfig.ON);

    private static final AtomicInteger SEQUENCE = new AtomicInteger();
    private static final String T = "/v1/namespaces/{namespace}/tables/{table}";
    private static final String SET_PROPERTY =
            """
            "requirements":[],"updates":[{"action":"set-properties","updates":{"a":"b"}}]\
            """;
    private static final String VIEW_VERSION =
            """
            {"version-id":1,"timestamp-ms":1,"schema-id":0,"summary":{},"default-namespace":["x"],
             "representations":[{"type":"sql","sql":"select 1","dialect":"tarn"}]}\
            """;
    private static final String METRICS =
            """
            {"report-type":"scan-report","table-name":"t","snapshot-id":1,"filter":true,
             "schema-id":0,"projected-field-ids":[1],"projected-field-names":["id"],"metrics":{}}\
            """;

    private static final String SIGN =
            """
            {"method":"GET","region":"r","uri":"http://s/b/k","headers":{},"provider":"s3"}\
            """;

    /// What is there to ask about: made new for each request.
    private record Objects(Namespace namespace, String table, String view) {
        String path(String template) {
            String id =
                    template.contains("/dropped/{id}")
                            ? droppedId()
                            : template.contains("/tasks/{id}") ? taskId() : "";
            return template.replace("{id}", id)
                    .replace("{namespace}", namespace.toString())
                    .replace("{table}", table)
                    .replace("{view}", view)
                    .replace("{function}", "f")
                    .replace("{plan-id}", "0");
        }

        String drop() {
            CATALOG.catalog().dropTable(TableIdentifier.of(namespace, table));
            return null;
        }

        private String droppedId() {
            return CATALOG.tarn().upkeep().dropped().stream()
                    .filter(entry -> entry.name().namespace().equals(namespace))
                    .findFirst()
                    .orElseThrow()
                    .id();
        }

        private String taskId() {
            return CATALOG.post("/v1/tasks/reconcile", "{}", admin()).json().path("id").asText();
        }

        String name(String name) {
            return "{\"namespace\":[\"%s\"],\"name\":\"%s\"}".formatted(namespace, name);
        }

        String rename(String name) {
            return "{\"source\":%s,\"destination\":%s}".formatted(name(name), name("renamed"));
        }

        String tableFile() {
            return CATALOG.post(path(T + "/unregister"), "{}", admin())
                    .json()
                    .path("metadata-location")
                    .asText();
        }

        String viewFile() {
            TableIdentifier identifier = TableIdentifier.of(namespace, view);
            BaseView loaded = (BaseView) CATALOG.catalog().loadView(identifier);
            String location = loaded.operations().current().metadataFileLocation();
            CATALOG.catalog().dropView(identifier);
            CATALOG.tarn().upkeep().forgetDropped(droppedId());
            return location;
        }
    }

    private static String[] admin;

    /// Another server has other tokens.
    @BeforeAll
    static void forgetTokens() {
        admin = null;
    }

    private static String[] admin() {
        if (admin == null) {
            CATALOG.tarn().administration().createToken("root", TokenRow.Kind.BEARER, null);
            CATALOG.tarn().administration().addMember("admin", "root");
            admin = token("root");
        }
        return admin;
    }

    private static String[] token(String name) {
        String token =
                CATALOG.tarn()
                        .administration()
                        .createToken(name, TokenRow.Kind.BEARER, null)
                        .text();
        return new String[] {"Authorization", "Bearer " + token};
    }

    private static Objects objects() {
        Namespace namespace = CATALOG.newNamespace();
        CATALOG.catalog().createTable(TableIdentifier.of(namespace, "t"), RunningCatalog.SCHEMA);
        CATALOG.catalog()
                .buildView(TableIdentifier.of(namespace, "v"))
                .withSchema(RunningCatalog.SCHEMA)
                .withDefaultNamespace(namespace)
                .withQuery("tarn", "select 1")
                .create();
        TableIdentifier function = TableIdentifier.of(namespace, "f");
        Caller.system()
                .run(() ->
                        CATALOG.tarn()
                                .functions()
                                .create(
                                        function,
                                        new FunctionMetadata(FunctionsTest.METADATA),
                                        Mutation.PLAIN));
        return new Objects(namespace, "t", "v");
    }

    /// The body of a request for an operation; null for none.
    private static final Map<String, Function<Objects, String>> BODIES = new HashMap<>();

    /// Operations whose object is the warehouse or nothing, so that there is nothing to hide.
    private static final Set<String> NOTHING_TO_HIDE =
            Set.of(
                    "GET /v1/config",
                    "GET /v1/namespaces",
                    "POST /v1/namespaces",
                    "GET /v1/dropped",
                    "GET /v1/tasks",
                    "GET /v1/tasks/{id}",
                    "POST /v1/tasks/{id}/retry",
                    "POST /v1/tasks/reconcile");

    static {
        String ns = "/v1/namespaces/{namespace}";
        String v = ns + "/views/{view}";
        for (String plain :
                List.of(
                        "GET /v1/config",
                        "GET /v1/namespaces",
                        "GET " + ns,
                        "HEAD " + ns,
                        "GET " + ns + "/tables",
                        "GET " + ns + "/views",
                        "GET " + T,
                        "HEAD " + T,
                        "DELETE " + T,
                        "GET " + T + "/plan/{plan-id}",
                        "DELETE " + T + "/plan/{plan-id}",
                        "GET " + T + "/credentials",
                        "GET " + ns + "/functions",
                        "GET " + ns + "/functions/{function}",
                        "GET " + v,
                        "HEAD " + v,
                        "DELETE " + v)) {
            BODIES.put(plain, _ -> null);
        }
        for (String managed :
                List.of(
                        "GET /v1/dropped",
                        "GET /v1/tasks",
                        "GET /v1/tasks/{id}",
                        "POST /v1/tasks/{id}/retry",
                        "POST /v1/tasks/reconcile")) {
            BODIES.put(managed, _ -> null);
        }
        for (String verb : List.of("undrop", "purge", "forget")) {
            BODIES.put("POST /v1/dropped/{id}/" + verb, Objects::drop);
        }
        BODIES.put(
                "POST /v1/dropped/undrop",
                o -> {
                    o.drop();
                    return o.name("t");
                });
        BODIES.put("DELETE " + ns, AccessRulesTest::emptied);
        BODIES.put(
                "POST /v1/namespaces",
                _ -> "{\"namespace\":[\"made%d\"]}".formatted(SEQUENCE.incrementAndGet()));
        BODIES.put(
                "POST " + ns + "/properties", _ -> "{\"removals\":[],\"updates\":{\"a\":\"b\"}}");
        BODIES.put(
                "POST " + ns + "/tables",
                _ -> "{\"name\":\"made\",\"schema\":" + RunningCatalog.SCHEMA_JSON + "}");
        BODIES.put("POST " + T, _ -> "{" + SET_PROPERTY + "}");
        BODIES.put("POST " + T + "/unregister", _ -> "{}");
        BODIES.put("POST " + T + "/metrics", _ -> METRICS);
        BODIES.put("POST " + T + "/sign", _ -> SIGN);
        BODIES.put("POST " + T + "/plan", _ -> "{}");
        BODIES.put("POST " + T + "/tasks", _ -> "{\"plan-task\":\"none\"}");
        BODIES.put(
                "POST " + ns + "/register",
                o -> "{\"name\":\"made\",\"metadata-location\":\"%s\"}".formatted(o.tableFile()));
        BODIES.put("POST /v1/tables/rename", o -> o.rename("t"));
        BODIES.put(
                "POST /v1/transactions/commit",
                o ->
                        "{\"table-changes\":[{\"identifier\":%s,%s}]}"
                                .formatted(o.name("t"), SET_PROPERTY));
        BODIES.put(
                "POST " + ns + "/views",
                _ ->
                        "{\"name\":\"made\",\"schema\":%s,\"view-version\":%s,\"properties\":{}}"
                                .formatted(RunningCatalog.SCHEMA_JSON, VIEW_VERSION));
        BODIES.put("POST " + v, _ -> "{" + SET_PROPERTY + "}");
        BODIES.put("POST /v1/views/rename", o -> o.rename("v"));
        BODIES.put(
                "POST " + ns + "/register-view",
                o -> "{\"name\":\"made\",\"metadata-location\":\"%s\"}".formatted(o.viewFile()));
    }

    private static String emptied(Objects objects) {
        CATALOG.catalog().dropTable(TableIdentifier.of(objects.namespace(), "t"));
        CATALOG.catalog().dropView(TableIdentifier.of(objects.namespace(), "v"));
        TableIdentifier function = TableIdentifier.of(objects.namespace(), "f");
        FunctionMetadata base = new FunctionMetadata(FunctionsTest.METADATA);
        Caller.system().run(() -> CATALOG.tarn().functions().drop(function, base, Mutation.PLAIN));
        return null;
    }

    @TestFactory
    Stream<DynamicTest> everyOperationDecides() {
        return CATALOG.tarn().operations().stream()
                .map(operation ->
                        DynamicTest.dynamicTest(
                                operation.method() + " " + operation.template(),
                                () -> check(operation)));
    }

    private static void check(Operation operation) {
        String key = operation.method() + " " + operation.template();
        Function<Objects, String> body = BODIES.get(key);
        assertThat(body).as("Say in this test how to ask for %s", key).isNotNull();
        boolean isOpen = operation.needs() == Needs.LOGIN || operation.needs() == Needs.SIGHT;

        assertThat(ask(operation, body, objects()).status()).as("nobody").isEqualTo(401);

        Reply stranger = ask(operation, body, objects(), token("stranger"));
        int hidden = NOTHING_TO_HIDE.contains(key) ? (isOpen ? 200 : 403) : 404;
        assertThat(stranger.status()).as("stranger: " + stranger.body()).isEqualTo(hidden);

        Objects seen = objects();
        String[] lacking = holder(seen, lacking(operation));
        Reply lacks = ask(operation, body, seen, lacking);
        if (isOpen) {
            assertThat(lacks.status()).as("sees: " + lacks.body()).isBetween(200, 299);
        } else {
            assertThat(lacks.status()).as("lacks: " + lacks.body()).isEqualTo(403);
            assertThat(lacks.errorType()).isEqualTo("ForbiddenException");
        }

        Objects own = objects();
        Reply holds = ask(operation, body, own, holder(own, needed(operation)));
        boolean noPlan = holds.status() == 404 && holds.errorType().startsWith("NoSuchPlan");
        // no file of a local table is signed for, whoever asks
        boolean noSigning =
                key.endsWith("/sign") && holds.errorMessage().contains("are not signed");
        boolean noFailure =
                key.endsWith("/retry") && holds.errorMessage().contains("has not failed");
        assertThat(noPlan || noSigning || noFailure || holds.status() / 100 == 2)
                .as("holds: %s %s", holds.status(), holds.body())
                .isTrue();
    }

    private static Reply ask(
            Operation operation,
            Function<Objects, String> body,
            Objects objects,
            String... headers) {
        String text = body.apply(objects);
        return CATALOG.send(operation.method(), objects.path(operation.template()), text, headers);
    }

    /// What shows the object and is not what the operation takes.
    private static Privilege lacking(Operation operation) {
        return switch (operation.needs()) {
            case SELECT -> Privilege.ALTER;
            case LOGIN, SIGHT, WRITE, CREATE, ALTER, DROP, MANAGE -> Privilege.SELECT;
        };
    }

    private static Privilege needed(Operation operation) {
        return switch (operation.needs()) {
            case LOGIN, SIGHT, SELECT -> Privilege.SELECT;
            case WRITE, ALTER -> Privilege.ALTER;
            case CREATE -> Privilege.CREATE;
            case DROP -> Privilege.DROP;
            case MANAGE -> Privilege.MANAGE;
        };
    }

    /// Somebody new with one privilege on the namespace, or on the warehouse where there is none.
    private static String[] holder(Objects objects, Privilege privilege) {
        String name = "holder" + SEQUENCE.incrementAndGet();
        String[] token = token(name);
        grant(name, privilege, new Target.OfNamespace(objects.namespace()));
        if (privilege == Privilege.CREATE || privilege == Privilege.MANAGE) {
            grant(name, privilege, new Target.Warehouse());
        }
        return token;
    }

    private static void grant(String name, Privilege privilege, Target target) {
        Caller.system()
                .during(() ->
                        CATALOG.tarn()
                                .granting()
                                .grant(Set.of(privilege), target, Grantee.user(name)));
    }

    @Test
    void everyProbeBelongsToAnOperation() {
        assertThat(CATALOG.tarn().operations().stream().map(o -> o.method() + " " + o.template()))
                .containsAll(BODIES.keySet());
    }
}
