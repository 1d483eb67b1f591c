package dev.tarn.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.statement.FunctionDefinition;
import dev.tarn.engine.statement.FunctionSignature;
import dev.tarn.engine.statement.FunctionSignature.Parameter;

import org.junit.jupiter.api.Test;

import java.util.List;

/// What is kept of functions is as Iceberg's UDF specification has it.
class FunctionMetadataTest {
    private static FunctionDefinition definition(DataType parameter, DataType result, String sql) {
        return new FunctionDefinition(
                new FunctionSignature(false, List.of(new Parameter("x", parameter, null)), result),
                true,
                false,
                null,
                sql);
    }

    private static JsonNode json(String metadata) {
        try {
            return new ObjectMapper().readTree(metadata);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_new_function_has_one_definition_of_one_version() {
        JsonNode made =
                json(
                        FunctionMetadata.of(
                                definition(DataType.BIGINT, new DataType.Decimal(9, 2), "x + 1"),
                                7));
        assertThat(made.path("function-uuid").asText()).hasSize(36);
        assertThat(made.path("definitions"))
                .hasToString(
                        """
                        [{"definition-id":"long","parameters":[{"name":"x","type":"long"}],\
                        "return-type":"decimal(9,2)","function-type":"udf","versions":[\
                        {"version-id":1,"deterministic":true,"representations":[\
                        {"type":"sql","dialect":"tarn","sql":"x + 1"}],"timestamp-ms":7}],\
                        "current-version-id":1}]\
                        """);
        assertThat(made.path("definition-log"))
                .hasToString(
                        """
                        [{"timestamp-ms":7,"definition-versions":[\
                        {"definition-id":"long","version-id":1}]}]\
                        """);
    }

    @Test
    void types_of_every_kind_are_kept() {
        DataType nested =
                new DataType.StructOf(
                        List.of(
                                new Field("a", new DataType.ListOf(DataType.DATE)),
                                new Field(
                                        "b", new DataType.MapOf(DataType.STRING, DataType.UUID))));
        FunctionSignature signature =
                new FunctionSignature(
                        true,
                        List.of(
                                new Parameter("x", nested, "what it is"),
                                new Parameter("y", new DataType.Timestamp(9, true), null),
                                new Parameter("z", new DataType.Fixed(3), null)),
                        nested);
        FunctionDefinition definition =
                new FunctionDefinition(signature, false, true, "rows", "select 1");
        String made = FunctionMetadata.of(definition, 7);
        assertThat(FunctionMetadata.definitions(made)).containsExactly(definition);
        assertThat(json(made).at("/definitions/0/definition-id").asText())
                .isEqualTo("struct<a:list<date>,b:map<string,uuid>>,timestamptz_ns,fixed[3]");
    }

    @Test
    void a_replaced_body_is_another_version_and_the_last_ten_are_kept() {
        String metadata = FunctionMetadata.of(definition(DataType.BIGINT, DataType.BIGINT, "0"), 0);
        for (int i = 1; i < 60; i++) {
            FunctionDefinition next = definition(DataType.BIGINT, DataType.BIGINT, "" + i);
            metadata = FunctionMetadata.with(metadata, next, i);
        }
        JsonNode kept = json(metadata).at("/definitions/0");
        assertThat(kept.path("versions").size()).isEqualTo(10);
        assertThat(kept.at("/versions/0/version-id").asInt()).isEqualTo(51);
        assertThat(kept.path("current-version-id").asInt()).isEqualTo(60);
        assertThat(json(metadata).path("definition-log").size()).isEqualTo(50);
        assertThat(FunctionMetadata.definitions(metadata).getFirst().sql()).isEqualTo("59");
    }

    @Test
    void another_type_of_result_forgets_the_bodies_before() {
        String metadata = FunctionMetadata.of(definition(DataType.BIGINT, DataType.BIGINT, "1"), 1);
        metadata =
                FunctionMetadata.with(
                        metadata, definition(DataType.BIGINT, DataType.STRING, "'a'"), 2);
        JsonNode versions = json(metadata).at("/definitions/0/versions");
        assertThat(versions.size()).isEqualTo(1);
        assertThat(versions.at("/0/version-id").asInt()).isEqualTo(2);
    }

    @Test
    void overloads_stand_beside_each_other_until_the_last_is_dropped() {
        String one = FunctionMetadata.of(definition(DataType.BIGINT, DataType.BIGINT, "1"), 1);
        String both =
                FunctionMetadata.with(one, definition(DataType.STRING, DataType.STRING, "x"), 2);
        assertThat(json(both).at("/definition-log/1/definition-versions").size()).isEqualTo(2);
        String rest = FunctionMetadata.without(both, List.of(DataType.BIGINT), 3);
        assertThat(FunctionMetadata.definitions(rest == null ? "" : rest))
                .extracting(FunctionDefinition::sql)
                .containsExactly("x");
        assertThat(FunctionMetadata.without(one, List.of(DataType.BIGINT), 3)).isNull();
    }

    @Test
    void what_others_wrote_is_kept_and_bodies_of_other_dialects_are_none() {
        String foreign =
                FunctionMetadata.of(definition(DataType.BIGINT, DataType.BIGINT, "1"), 1)
                        .replace("\"tarn\"", "\"spark\"")
                        .replace("\"format-version\":1", "\"format-version\":1,\"secure\":false");
        assertThat(FunctionMetadata.definitions(foreign).getFirst().sql()).isNull();
        String more =
                FunctionMetadata.with(
                        foreign, definition(DataType.STRING, DataType.STRING, "x"), 2);
        assertThat(json(more).path("secure").isBoolean()).isTrue();
        assertThat(more).contains("\"dialect\":\"spark\"");
    }

    @Test
    void what_is_no_metadata_of_a_function_is_bad_data() {
        assertThatThrownBy(() -> FunctionMetadata.definitions("{\"definitions\":[{}]}"))
                .isInstanceOfSatisfying(
                        SqlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA));
    }
}
