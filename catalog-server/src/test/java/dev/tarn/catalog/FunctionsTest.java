package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.RunningCatalog.Reply;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.service.FunctionMetadata;
import dev.tarn.catalog.service.Functions;
import dev.tarn.catalog.service.Mutation;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.ValidationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

/// SQL functions: stored by the catalog, listed and loaded over REST.
class FunctionsTest {
    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    static final String METADATA =
            """
            {"function-uuid":"00000000-0000-4000-8000-000000000001","format-version":1,
             "definitions":[{"definition-id":"int","function-type":"udf","return-type":"int",
              "parameters":[{"name":"x","type":"int"}],"current-version-id":1,
              "versions":[{"version-id":1,"timestamp-ms":1,
               "representations":[{"type":"sql","dialect":"tarn","sql":"x + 1"}]}]}],
             "definition-log":[{"timestamp-ms":1,
              "definition-versions":[{"definition-id":"int","version-id":1}]}]}\
            """;

    private static Functions functions() {
        return CATALOG.functions();
    }

    private static TableIdentifier create(Namespace namespace, String name) {
        TableIdentifier identifier = TableIdentifier.of(namespace, name);
        Caller.system()
                .run(() ->
                        functions()
                                .create(
                                        identifier,
                                        new FunctionMetadata(METADATA),
                                        Mutation.PLAIN));
        return identifier;
    }

    private static void drop(TableIdentifier identifier, String metadata) {
        Caller.system()
                .run(() ->
                        functions()
                                .drop(identifier, new FunctionMetadata(metadata), Mutation.PLAIN));
    }

    private static String path(Namespace namespace) {
        return "/v1/namespaces/" + namespace + "/functions";
    }

    @Test
    void aFunctionIsLoadedWithAllItsOverloads() {
        Namespace namespace = CATALOG.newNamespace();
        create(namespace, "add_one");
        Reply reply = CATALOG.get(path(namespace) + "/add_one");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().at("/metadata/definitions/0/definition-id").asText())
                .isEqualTo("int");
        assertThat(reply.json().at("/metadata/format-version").asInt()).isEqualTo(1);
    }

    @Test
    void functionsAreListedInPagesByAllTheirLevels() {
        Namespace namespace = CATALOG.newNamespace();
        for (String name : List.of("c", "a", "b")) {
            create(namespace, name);
        }
        JsonNode all = CATALOG.get(path(namespace)).json();
        assertThat(all.path("identifiers"))
                .hasToString(
                        "[[\"%1$s\",\"a\"],[\"%1$s\",\"b\"],[\"%1$s\",\"c\"]]"
                                .formatted(namespace));
        assertThat(all.has("next-page-token")).isFalse();

        List<String> names = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = CATALOG.get(path(namespace) + "?pageSize=2&pageToken=" + token).json();
            page.path("identifiers").forEach(levels -> names.add(levels.get(1).asText()));
            token = page.path("next-page-token").asText(null);
        } while (token != null);
        assertThat(names).containsExactly("a", "b", "c");
    }

    @Test
    void aFunctionMayBeCalledLikeATable() {
        TableIdentifier table = CATALOG.newTable();
        create(table.namespace(), table.name());
        assertThat(CATALOG.get(path(table.namespace()) + "/t").status()).isEqualTo(200);
        assertThat(CATALOG.get(RunningCatalog.path(table)).status()).isEqualTo(200);
    }

    @Test
    void aNameIsTakenOnce() {
        Namespace namespace = CATALOG.newNamespace();
        create(namespace, "f");
        assertThatThrownBy(() -> create(namespace, "f")).isInstanceOf(AlreadyExistsException.class);
    }

    @Test
    void replacedIsNewAndDroppedIsGone() {
        Namespace namespace = CATALOG.newNamespace();
        TableIdentifier identifier = create(namespace, "f");
        String other = METADATA.replace("x + 1", "x + 2");
        Caller.system()
                .run(() ->
                        functions()
                                .replace(
                                        identifier,
                                        new FunctionMetadata(METADATA),
                                        new FunctionMetadata(other),
                                        Mutation.PLAIN));
        assertThat(CATALOG.get(path(namespace) + "/f").body()).contains("x + 2");
        drop(identifier, other);
        Reply gone = CATALOG.get(path(namespace) + "/f");
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.errorType()).isEqualTo("NoSuchFunctionException");
    }

    @Test
    void whatAnotherChangedMeanwhileIsNotReplacedOrDropped() {
        TableIdentifier identifier = create(CATALOG.newNamespace(), "f");
        FunctionMetadata other = new FunctionMetadata(METADATA.replace("x + 1", "x + 2"));
        assertThatThrownBy(() ->
                        Caller.system()
                                .run(() ->
                                        functions()
                                                .replace(identifier, other, other, Mutation.PLAIN)))
                .isInstanceOf(CommitFailedException.class)
                .hasMessageContaining("was changed meanwhile");
        assertThatThrownBy(() -> drop(identifier, other.json()))
                .isInstanceOf(CommitFailedException.class);
    }

    @Test
    void aNamespaceWithAFunctionIsNotEmpty() {
        Namespace namespace = CATALOG.newNamespace();
        TableIdentifier identifier = create(namespace, "f");
        assertThatThrownBy(() -> CATALOG.catalog().dropNamespace(namespace))
                .isInstanceOf(NamespaceNotEmptyException.class);
        drop(identifier, METADATA);
        assertThat(CATALOG.catalog().dropNamespace(namespace)).isTrue();
    }

    @Test
    void anUnknownNamespaceIs404() {
        assertThat(CATALOG.get("/v1/namespaces/nobody/functions").errorType())
                .isEqualTo("NoSuchNamespaceException");
        assertThat(CATALOG.get("/v1/namespaces/nobody/functions/f").errorType())
                .isEqualTo("NoSuchNamespaceException");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format-version\":1 | \"format-version\":2 | format-version",
                "\"function-uuid\" | \"uuid\" | function-uuid",
                "\"udf\" | \"agg\" | udf or udtf",
                "\"current-version-id\":1 | \"current-version-id\":7 | no version 7",
                "\"type\":\"sql\" | \"type\":\"python\" | not sql",
                "\"definition-log\" | \"log\" | definition-log",
                "\"definitions\" | \"overloads\" | no definitions",
                "\"parameters\" | \"arguments\" | no parameters",
            })
    void whatIsNoFunctionIsRefused(String part, String other, String reason) {
        assertThatThrownBy(() -> new FunctionMetadata(METADATA.replace(part, other)))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining(reason);
    }
}
