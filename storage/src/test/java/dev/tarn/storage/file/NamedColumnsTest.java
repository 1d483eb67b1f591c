package dev.tarn.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.storage.StorageException;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

import java.util.List;

class NamedColumnsTest {
    private static final Types.StructType POINT =
            Types.StructType.of(
                    NestedField.optional(4, "x", Types.LongType.get()),
                    NestedField.optional(5, "y", Types.LongType.get()));
    private static final Schema OWN =
            new Schema(
                    NestedField.required(1, "id", Types.IntegerType.get()),
                    NestedField.optional(2, "Name", Types.StringType.get()),
                    NestedField.optional(3, "at", POINT));

    private static Schema projection(String name, Type type) {
        Schema wanted = new Schema(NestedField.required(100, name, type));
        return NamedColumns.projection(wanted, OWN, "f");
    }

    @Test
    void columns_have_the_ids_of_the_file_and_the_types_that_are_wanted() {
        assertThat(projection("id", Types.LongType.get()).columns())
                .containsExactly(NestedField.optional(1, "id", Types.LongType.get()));
        assertThat(projection("name", Types.StringType.get()).columns())
                .containsExactly(NestedField.optional(2, "name", Types.StringType.get()));
    }

    @Test
    void what_is_not_there_gets_an_id_that_is_not_there() {
        NestedField missing = projection("more", Types.LongType.get()).columns().getFirst();
        assertThat(missing.fieldId()).isGreaterThan(5);
        assertThat(missing.isOptional()).isTrue();
    }

    @Test
    void fields_of_structs_are_found_by_name_too() {
        Schema projection =
                projection(
                        "at",
                        Types.StructType.of(
                                NestedField.optional(101, "y", Types.LongType.get()),
                                NestedField.optional(102, "z", Types.LongType.get())));
        assertThat(projection.findField("at.y").fieldId()).isEqualTo(5);
        assertThat(projection.findField("at.z").fieldId()).isGreaterThan(5);
    }

    @Test
    void other_types_are_refused() {
        assertThatThrownBy(() -> projection("name", Types.LongType.get()))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "Cannot read f: its column Name is string, and long is wanted, as other"
                                + " files have it");
        assertThatThrownBy(() -> projection("at", Types.LongType.get()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("its column at is struct<");
        assertThatThrownBy(() -> projection("id", POINT)).isInstanceOf(StorageException.class);
    }

    @Test
    void name_that_could_mean_two_columns_is_refused_unless_it_is_exact() {
        Schema own =
                new Schema(
                        NestedField.optional(1, "a", Types.LongType.get()),
                        NestedField.optional(2, "A", Types.LongType.get()));
        Schema exact = new Schema(NestedField.optional(7, "A", Types.LongType.get()));
        assertThat(NamedColumns.projection(exact, own, "f").columns().getFirst().fieldId())
                .isEqualTo(2);
        Schema none = new Schema(NestedField.optional(7, "b", Types.LongType.get()));
        assertThatThrownBy(() -> NamedColumns.projection(none, own, "f"))
                .isInstanceOf(StorageException.class);
    }

    @Test
    void other_columns_than_the_first_file_has_are_refused() {
        NamedColumns.requireSame(List.of("B", "a"), List.of("a", "b"), "f");
        for (List<String> own : List.of(List.of("a"), List.of("a", "b", "c"), List.of("a", "c"))) {
            assertThatThrownBy(() -> NamedColumns.requireSame(own, List.of("a", "b"), "f"))
                    .isInstanceOf(StorageException.class)
                    .hasMessage(
                            "Cannot read f: it has the columns %s, and the first file has [a, b]"
                                    .formatted(own));
        }
    }
}
