package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.RunningCatalog.Reply;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

/// Lists, by pages and whole.
class ListingTest {
    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    private static final int TABLES = 7;
    private static Namespace namespace;

    @BeforeAll
    static void createTables() {
        namespace = CATALOG.newNamespace();
        for (int i = 0; i < TABLES; i++) {
            CATALOG.catalog()
                    .createTable(TableIdentifier.of(namespace, "t" + i), RunningCatalog.SCHEMA);
        }
    }

    private static Reply list(String query) {
        return CATALOG.get("/v1/namespaces/" + namespace + "/tables" + query);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?pageSize=0",
                "?pageSize=-1",
                "?pageSize=many",
                "?pageSize=99999999999",
                "?pageSize=2&pageToken=nonsense!",
                "?pageToken=0"
            })
    void badPageSizeOrTokenIs400(String query) {
        Reply reply = list(query);
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.errorMessage()).contains("page");
    }

    @Test
    void withoutATokenEverythingComesAtOnce() {
        Reply reply = list("");
        assertThat(reply.json().path("identifiers")).hasSize(TABLES);
        assertThat(reply.json().path("next-page-token").isTextual()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8})
    void pagesShowEachTableOnceAndEnd(int size) {
        List<String> names = new ArrayList<>();
        String token = "";
        int pages = 0;
        while (token != null) {
            Reply reply = list("?pageSize=" + size + "&pageToken=" + token);
            assertThat(reply.json().path("identifiers").size()).isLessThanOrEqualTo(size);
            reply.json().path("identifiers").forEach(id -> names.add(id.path("name").asText()));
            JsonNode next = reply.json().path("next-page-token");
            token = next.isTextual() ? next.asText() : null;
            assertThat(++pages).isLessThanOrEqualTo(TABLES + 1);
        }
        assertThat(names).containsExactly("t0", "t1", "t2", "t3", "t4", "t5", "t6");
    }

    @Test
    void tokenOfAnotherListIs400() {
        String token = list("?pageSize=2").json().path("next-page-token").asText();
        Reply views = CATALOG.get("/v1/namespaces/" + namespace + "/views?pageToken=" + token);
        Reply namespaces = CATALOG.get("/v1/namespaces?pageToken=" + token);
        assertThat(views.status()).isEqualTo(400);
        assertThat(namespaces.status()).isEqualTo(400);
    }

    @Test
    void tableDroppedBetweenPagesNeitherRepeatsNorSkipsOthers() {
        Namespace other = CATALOG.newNamespace();
        for (String name : List.of("a", "b", "c", "d")) {
            CATALOG.catalog().createTable(TableIdentifier.of(other, name), RunningCatalog.SCHEMA);
        }
        String path = "/v1/namespaces/" + other + "/tables?pageSize=2&pageToken=";
        Reply first = CATALOG.get(path);
        CATALOG.catalog().dropTable(TableIdentifier.of(other, "a"), false);
        CATALOG.catalog().dropTable(TableIdentifier.of(other, "b"), false);
        Reply second = CATALOG.get(path + first.json().path("next-page-token").asText());
        assertThat(second.json().path("identifiers").findValuesAsText("name"))
                .containsExactly("c", "d");
    }

    @Test
    void childNamespacesAreListedByTheirParent() {
        RESTCatalog catalog = CATALOG.catalog();
        Namespace parent = CATALOG.newNamespace();
        for (String child : List.of("x", "y", "z")) {
            catalog.createNamespace(Namespace.of(parent.level(0), child));
        }
        catalog.createNamespace(Namespace.of(parent.level(0), "x", "deep"));
        Reply page = CATALOG.get("/v1/namespaces?parent=" + parent + "&pageSize=2&pageToken=");
        assertThat(page.json().path("namespaces")).hasSize(2);
        Reply all = CATALOG.get("/v1/namespaces?parent=" + parent);
        assertThat(all.json().path("namespaces")).hasSize(3);
        Reply deep = CATALOG.get("/v1/namespaces?parent=" + parent + "%1Fx");
        assertThat(deep.json().path("namespaces").toString()).contains("deep");
    }
}
