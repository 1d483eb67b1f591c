package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.catalog.RunningCatalog.Reply;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names: which there may be, how they travel, and who may share one.
class NamesTest {
    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                " a",
                "a ",
                "a/b",
                "a/../../evil",
                "a\\\\b",
                "a:b",
                "a*",
                "a?",
                "a\\\"b",
                "a<b",
                "a>b",
                "a|b",
                "a#b",
                "a+b",
                "a`b",
                "a\\u0000b",
                "a\\u001fb",
                "a\\tb"
            })
    void namesThatMeanSomethingElseSomewhereAreRefused(String jsonName) {
        Namespace namespace = CATALOG.newNamespace();
        Reply table =
                CATALOG.post(
                        "/v1/namespaces/" + namespace + "/tables",
                        "{\"name\":\"%s\",\"schema\":%s}"
                                .formatted(jsonName, RunningCatalog.SCHEMA_JSON));
        Reply child =
                CATALOG.post("/v1/namespaces", "{\"namespace\":[\"%s\"]}".formatted(jsonName));
        assertThat(table.status()).isEqualTo(400);
        assertThat(child.status()).isEqualTo(400);
        assertThat(CATALOG.catalog().listTables(namespace)).isEmpty();
    }

    @Test
    void dotsInALevelAreNotLevels() {
        RESTCatalog catalog = CATALOG.catalog();
        catalog.createNamespace(Namespace.of("dots"));
        catalog.createNamespace(Namespace.of("dots.inner"));
        catalog.createNamespace(Namespace.of("dots", "inner"));
        catalog.createTable(
                TableIdentifier.of(Namespace.of("dots", "inner"), "t"), RunningCatalog.SCHEMA);

        assertThat(catalog.listTables(Namespace.of("dots.inner"))).isEmpty();
        assertThat(catalog.listTables(Namespace.of("dots", "inner"))).hasSize(1);
        assertThat(CATALOG.get("/v1/namespaces/dots%1Finner/tables/t").status()).isEqualTo(200);
        assertThat(CATALOG.get("/v1/namespaces/dots%1finner/tables/t").status()).isEqualTo(200);
        assertThat(CATALOG.get("/v1/namespaces/dots.inner/tables/t").status()).isEqualTo(404);
        assertThat(CATALOG.get("/v1/namespaces/dots%2Einner/tables/t").status()).isEqualTo(404);
    }

    @Test
    void blankMayArriveAsPlusOrPercent20() {
        RESTCatalog catalog = CATALOG.catalog();
        catalog.createNamespace(Namespace.of("two words"));

        assertThat(CATALOG.get("/v1/namespaces/two+words").status()).isEqualTo(200);
        assertThat(CATALOG.get("/v1/namespaces/two%20words").status()).isEqualTo(200);
    }

    @Test
    void namesAreCaseSensitive() {
        RESTCatalog catalog = CATALOG.catalog();
        Namespace namespace = CATALOG.newNamespace();
        catalog.createTable(TableIdentifier.of(namespace, "Trip"), RunningCatalog.SCHEMA);
        catalog.createTable(TableIdentifier.of(namespace, "trip"), RunningCatalog.SCHEMA);
        assertThat(catalog.listTables(namespace)).hasSize(2);
    }

    @Test
    void childNeedsItsParent() {
        assertThatThrownBy(
                        () -> CATALOG.catalog().createNamespace(Namespace.of("missing", "child")))
                .isInstanceOf(NoSuchNamespaceException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void parentWithAChildNamespaceCannotBeDropped() {
        RESTCatalog catalog = CATALOG.catalog();
        Namespace parent = CATALOG.newNamespace();
        Namespace child = Namespace.of(parent.level(0), "child");
        catalog.createNamespace(child);
        assertThatThrownBy(() -> catalog.dropNamespace(parent))
                .isInstanceOf(NamespaceNotEmptyException.class);
        catalog.dropNamespace(child);
        assertThat(catalog.dropNamespace(parent)).isTrue();
    }

    @Test
    void namespaceWithOnlyAViewCannotBeDropped() {
        RESTCatalog catalog = CATALOG.catalog();
        Namespace namespace = CATALOG.newNamespace();
        TableIdentifier view = TableIdentifier.of(namespace, "v");
        createView(view);
        assertThatThrownBy(() -> catalog.dropNamespace(namespace))
                .isInstanceOf(NamespaceNotEmptyException.class);
        catalog.dropView(view);
        assertThat(catalog.dropNamespace(namespace)).isTrue();
    }

    @Test
    void tablesAndViewsShareOneNameSpace() {
        RESTCatalog catalog = CATALOG.catalog();
        Namespace namespace = CATALOG.newNamespace();
        TableIdentifier table = TableIdentifier.of(namespace, "table");
        TableIdentifier view = TableIdentifier.of(namespace, "view");
        catalog.createTable(table, RunningCatalog.SCHEMA);
        createView(view);

        assertThatThrownBy(() -> catalog.createTable(view, RunningCatalog.SCHEMA))
                .isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> createView(table)).isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> catalog.renameTable(table, view))
                .isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> catalog.renameView(view, table))
                .isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> catalog.loadTable(view)).isInstanceOf(NoSuchTableException.class);
    }

    @Test
    void renameOntoATakenNameIs409() {
        TableIdentifier from = CATALOG.newTable();
        TableIdentifier to = CATALOG.newTable();
        Reply reply =
                CATALOG.post(
                        "/v1/tables/rename",
                        """
                        {"source":{"namespace":["%s"],"name":"t"},
                         "destination":{"namespace":["%s"],"name":"t"}}\
                        """
                                .formatted(from.namespace(), to.namespace()));
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.errorType()).isEqualTo("AlreadyExistsException");
    }

    @Test
    void renameIntoAMissingNamespaceIs404() {
        TableIdentifier from = CATALOG.newTable();
        assertThatThrownBy(() ->
                        CATALOG.catalog().renameTable(from, TableIdentifier.of("nowhere", "t")))
                .isInstanceOf(NoSuchNamespaceException.class);
        assertThat(CATALOG.catalog().tableExists(from)).isTrue();
    }

    private static void createView(TableIdentifier identifier) {
        CATALOG.catalog()
                .buildView(identifier)
                .withSchema(RunningCatalog.SCHEMA)
                .withDefaultNamespace(identifier.namespace())
                .withQuery("spark", "select 1")
                .create();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/namespaces/a%00b",
                "/v1/namespaces/a/tables/b%00c",
                "/v1/namespaces?parent=a%00b"
            })
    void namesThatNoRowCanHoldAreNotFoundOrRefused(String path) {
        assertThat(CATALOG.get(path).status()).isIn(400, 404);
    }
}
