package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.RunningCatalog.Reply;
import dev.tarn.catalog.auth.AccessConfig;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.auth.Grantee;
import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.service.Granting.Target;
import dev.tarn.catalog.store.TokenRow;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/// Grants as clients feel them: at once, filtered, inherited, by column, bound to the principal.
class GrantingTest {
    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog(AccessConfig.ON);

    private static final AtomicInteger SEQUENCE = new AtomicInteger();

    /// Somebody new, with a token.
    private record Person(String name, String[] token) {}

    private static Person person() {
        String name = "person" + SEQUENCE.incrementAndGet();
        String token =
                CATALOG.tarn()
                        .administration()
                        .createToken(name, TokenRow.Kind.BEARER, null)
                        .text();
        return new Person(name, new String[] {"Authorization", "Bearer " + token});
    }

    private static void grant(Privilege privilege, Target target, Grantee grantee) {
        Caller.system()
                .during(() -> CATALOG.tarn().granting().grant(Set.of(privilege), target, grantee));
    }

    private static void revoke(Privilege privilege, Target target, Grantee grantee) {
        Caller.system()
                .during(() -> CATALOG.tarn().granting().revoke(Set.of(privilege), target, grantee));
    }

    private static Target table(TableIdentifier identifier, String... columns) {
        return new Target.OfTable(identifier, List.of(columns));
    }

    private static List<String> names(Reply reply, String list) {
        List<String> names = new ArrayList<>();
        for (JsonNode node : reply.json().path(list)) {
            names.add(
                    node.isArray()
                            ? node.get(node.size() - 1).asText()
                            : node.path("name").asText());
        }
        return names;
    }

    @Test
    void aGrantHoldsAtOnceAndSoDoesItsEnd() {
        TableIdentifier table = CATALOG.newTable();
        Person ann = person();
        Grantee grantee = Grantee.user(ann.name);
        assertThat(CATALOG.get(RunningCatalog.path(table), ann.token).status()).isEqualTo(404);

        grant(Privilege.SELECT, table(table), grantee);
        assertThat(CATALOG.get(RunningCatalog.path(table), ann.token).status()).isEqualTo(200);

        revoke(Privilege.SELECT, table(table), grantee);
        assertThat(CATALOG.get(RunningCatalog.path(table), ann.token).status()).isEqualTo(404);
    }

    @Test
    void aRolesGrantsAreItsMembers() {
        TableIdentifier table = CATALOG.newTable();
        Person ann = person();
        String role = "role" + SEQUENCE.incrementAndGet();
        CATALOG.tarn().administration().createRole(role);
        grant(Privilege.SELECT, new Target.OfNamespace(table.namespace()), Grantee.role(role));
        assertThat(CATALOG.get(RunningCatalog.path(table), ann.token).status()).isEqualTo(404);

        CATALOG.tarn().administration().addMember(role, ann.name);
        assertThat(CATALOG.get(RunningCatalog.path(table), ann.token).status()).isEqualTo(200);

        CATALOG.tarn().administration().dropRole(role);
        assertThat(CATALOG.get(RunningCatalog.path(table), ann.token).status()).isEqualTo(404);
    }

    @Test
    void listsShowWhatMayBeSeenInFullPages() {
        Namespace namespace = CATALOG.newNamespace();
        Person ann = person();
        List<String> seen = new ArrayList<>();
        for (int i = 10; i < 40; i++) {
            TableIdentifier identifier = TableIdentifier.of(namespace, "t" + i);
            CATALOG.catalog().createTable(identifier, RunningCatalog.SCHEMA);
            if (i % 3 == 0) {
                grant(Privilege.SELECT, table(identifier), Grantee.user(ann.name));
                seen.add("t" + i);
            }
        }
        String path = "/v1/namespaces/" + namespace + "/tables";
        assertThat(names(CATALOG.get(path, ann.token), "identifiers")).isEqualTo(seen);

        Reply first = CATALOG.get(path + "?pageSize=4", ann.token);
        assertThat(names(first, "identifiers")).isEqualTo(seen.subList(0, 4));
        String next = first.json().path("next-page-token").asText();
        Reply second = CATALOG.get(path + "?pageSize=4&pageToken=" + next, ann.token);
        assertThat(names(second, "identifiers")).isEqualTo(seen.subList(4, 8));

        Person bob = person();
        grant(Privilege.SELECT, new Target.OfNamespace(namespace), Grantee.user(bob.name));
        assertThat(names(CATALOG.get(path, bob.token), "identifiers")).hasSize(30);
        assertThat(CATALOG.get(path + "?pageToken=" + next, bob.token).status()).isEqualTo(400);
    }

    @Test
    void namespacesShowThatSomethingInThemMayBeSeen() {
        Namespace outer = CATALOG.newNamespace();
        Namespace inner = Namespace.of(outer.level(0), "inner");
        CATALOG.catalog().createNamespace(inner);
        CATALOG.catalog().createNamespace(Namespace.of(outer.level(0), "other"));
        TableIdentifier table = TableIdentifier.of(inner, "t");
        CATALOG.catalog().createTable(table, RunningCatalog.SCHEMA);
        Person ann = person();

        assertThat(names(CATALOG.get("/v1/namespaces", ann.token), "namespaces")).isEmpty();
        grant(Privilege.SELECT, table(table), Grantee.user(ann.name));

        assertThat(names(CATALOG.get("/v1/namespaces", ann.token), "namespaces"))
                .containsExactly(outer.level(0));
        assertThat(names(CATALOG.get("/v1/namespaces?parent=" + outer, ann.token), "namespaces"))
                .containsExactly("inner");
    }

    @Test
    void aGrantGoesWithItsTableThroughARename() {
        TableIdentifier from = CATALOG.newTable();
        Namespace other = CATALOG.newNamespace();
        TableIdentifier to = TableIdentifier.of(other, "moved");
        Person ann = person();
        grant(Privilege.SELECT, table(from), Grantee.user(ann.name));

        CATALOG.catalog().renameTable(from, to);

        assertThat(CATALOG.get(RunningCatalog.path(to), ann.token).status()).isEqualTo(200);
        assertThat(names(CATALOG.get("/v1/namespaces", ann.token), "namespaces"))
                .containsExactly(other.level(0));
        CATALOG.catalog().createTable(from, RunningCatalog.SCHEMA);
        assertThat(CATALOG.get(RunningCatalog.path(from), ann.token).status()).isEqualTo(404);
    }

    @Test
    void aNameUsedAgainInheritsNothing() {
        TableIdentifier table = CATALOG.newTable();
        Person ann = person();
        grant(Privilege.SELECT, table(table), Grantee.user(ann.name));
        CATALOG.catalog().dropTable(table);
        CATALOG.catalog().createTable(table, RunningCatalog.SCHEMA);
        assertThat(CATALOG.get(RunningCatalog.path(table), ann.token).status()).isEqualTo(404);

        Namespace namespace = CATALOG.newNamespace();
        grant(Privilege.CREATE, new Target.OfNamespace(namespace), Grantee.user(ann.name));
        CATALOG.catalog().dropNamespace(namespace);
        CATALOG.catalog().createNamespace(namespace);
        assertThat(CATALOG.get("/v1/namespaces/" + namespace, ann.token).status()).isEqualTo(404);
    }

    @Test
    void whoMakesSomethingOwnsIt() {
        Namespace namespace = CATALOG.newNamespace();
        Person ann = person();
        grant(Privilege.CREATE, new Target.OfNamespace(namespace), Grantee.user(ann.name));
        String tables = "/v1/namespaces/" + namespace + "/tables";
        String body = "{\"name\":\"own\",\"schema\":" + RunningCatalog.SCHEMA_JSON + "}";
        assertThat(CATALOG.post(tables, body, ann.token).status()).isEqualTo(200);
        String change =
                """
                {"requirements":[],"updates":[{"action":"set-properties","updates":{"a":"b"}}]}\
                """;
        assertThat(CATALOG.post(tables + "/own", change, ann.token).status()).isEqualTo(200);
        assertThat(CATALOG.delete(tables + "/own", ann.token).status()).isEqualTo(204);
    }

    @Test
    void columnsAreNotForRest() {
        TableIdentifier table = CATALOG.newTable();
        Person ann = person();
        grant(Privilege.SELECT, table(table, "name"), Grantee.user(ann.name));

        Reply reply = CATALOG.get(RunningCatalog.path(table), ann.token);

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.errorMessage()).contains("some columns", "ask through SQL");
        assertThat(CATALOG.send("HEAD", RunningCatalog.path(table), null, ann.token).status())
                .isEqualTo(204);
        assertThat(CATALOG.post(RunningCatalog.path(table) + "/plan", "{}", ann.token).status())
                .isEqualTo(403);
    }

    @Test
    void commitsNeedWhatTheyDo() {
        TableIdentifier table = CATALOG.newTable();
        Person ann = person();
        Grantee grantee = Grantee.user(ann.name);
        grant(Privilege.INSERT, table(table), grantee);
        String properties =
                """
                {"requirements":[],"updates":[{"action":"set-properties","updates":{"a":"b"}}]}\
                """;
        Reply refused = CATALOG.post(RunningCatalog.path(table), properties, ann.token);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.errorMessage())
                .isEqualTo("Access denied: %s needs ALTER on table %s".formatted(ann.name, table));
        assertThat(CATALOG.post(RunningCatalog.path(table), snapshot("append"), ann.token).status())
                .isEqualTo(200);
        for (String operation : List.of("delete", "overwrite", "replace")) {
            assertThat(
                            CATALOG.post(RunningCatalog.path(table), snapshot(operation), ann.token)
                                    .status())
                    .as(operation)
                    .isEqualTo(403);
        }
        String nothing = "{\"requirements\":[],\"updates\":[]}";
        assertThat(CATALOG.post(RunningCatalog.path(table), nothing, ann.token).status())
                .isEqualTo(403);
    }

    private static String snapshot(String operation) {
        return """
        {"requirements":[],"updates":[{"action":"add-snapshot","snapshot":{"snapshot-id":1,
         "sequence-number":1,"timestamp-ms":%d,"manifest-list":"%s/m.avro",
         "summary":{"operation":"%s"},"schema-id":0}},
         {"action":"set-snapshot-ref","ref-name":"main","type":"branch","snapshot-id":1}]}\
        """
                .formatted(System.currentTimeMillis(), CATALOG.warehouse(), operation);
    }

    @Test
    void anIdempotencyKeyIsThePrincipalsOwn() {
        Namespace namespace = CATALOG.newNamespace();
        Person ann = person();
        Person bob = person();
        Target target = new Target.OfNamespace(namespace);
        grant(Privilege.CREATE, target, Grantee.user(ann.name));
        grant(Privilege.CREATE, target, Grantee.user(bob.name));
        String tables = "/v1/namespaces/" + namespace + "/tables";
        String body = "{\"name\":\"once\",\"schema\":" + RunningCatalog.SCHEMA_JSON + "}";
        String key = UUID.randomUUID().toString();
        assertThat(CATALOG.post(tables, body, with(ann, key)).status()).isEqualTo(200);
        assertThat(CATALOG.post(tables, body, with(ann, key)).status()).isEqualTo(200);

        Reply stolen = CATALOG.post(tables, body, with(bob, key));

        assertThat(stolen.status()).isEqualTo(422);
    }

    private static String[] with(Person person, String key) {
        return new String[] {
            person.token[0], person.token[1], "Idempotency-Key", key,
        };
    }

    @Test
    void onlyWhoManagesSomethingGrantsOnIt() {
        TableIdentifier table = CATALOG.newTable();
        Person ann = person();
        Person bob = person();
        grant(Privilege.SELECT, table(table), Grantee.user(ann.name));
        Caller caller = caller(ann);
        assertThatThrownBy(() ->
                        caller.during(() ->
                                CATALOG.tarn()
                                        .granting()
                                        .grant(
                                                Set.of(Privilege.SELECT),
                                                table(table),
                                                Grantee.user(bob.name))))
                .hasMessageContaining("needs MANAGE on table " + table);
    }

    @Test
    void onlyWhoAltersATableLearnsWhatOfItMayBeDeleted() {
        TableIdentifier table = CATALOG.newTable();
        Person ann = person();
        grant(Privilege.SELECT, table(table), Grantee.user(ann.name));
        String warehouse = CATALOG.tarn().catalog().name();
        assertThatThrownBy(() ->
                        caller(ann).during(() -> CATALOG.tarn().otherTables(warehouse).than(table)))
                .hasMessageContaining("needs ALTER on table " + table);
        grant(Privilege.ALTER, table(table), Grantee.user(ann.name));
        assertThat(caller(ann).during(() -> CATALOG.tarn().otherTables(warehouse).than(table)))
                .isNotNull();
    }

    private static Caller caller(Person person) {
        return CATALOG.tarn()
                .access()
                .callerOf(new dev.tarn.catalog.auth.Principal(person.name, Set.of()));
    }

    @Test
    void whatMakesNoSenseIsNotGranted() {
        TableIdentifier table = CATALOG.newTable();
        Person ann = person();
        Grantee grantee = Grantee.user(ann.name);
        assertThatThrownBy(() -> grant(Privilege.CREATE, table(table), grantee))
                .hasMessage("CREATE is not granted on a table");
        assertThatThrownBy(() -> grant(Privilege.INSERT, table(table, "id"), grantee))
                .hasMessage("Only SELECT is granted on columns, not INSERT");
        assertThatThrownBy(() -> grant(Privilege.SELECT, table(table, "nope"), grantee))
                .hasMessageContaining("has no column nope; it has [id, name]");
        assertThatThrownBy(() -> grant(Privilege.SELECT, table(table), Grantee.role("nope")))
                .hasMessage("There is no role nope");
    }
}
