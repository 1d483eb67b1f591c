package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.storage.FileDescription;

import org.apache.iceberg.Metrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.mapping.MappedField;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Whether the columns of a file that no table has written are those of a table, found by name:
/// each of them is there with a type that the file's is read as, and has no nulls where the table
/// has none.
final class ForeignColumns {
    private final Schema table;
    private final NameMapping mapping;
    private final Set<Integer> ofPath;
    private final String name;

    /// @param ofPath ids of columns that directories give values for
    /// @param name the table's, for messages
    ForeignColumns(Schema table, NameMapping mapping, Set<Integer> ofPath, String name) {
        this.table = table;
        this.mapping = mapping;
        this.ofPath = Set.copyOf(ofPath);
        this.name = name;
    }

    /// @throws SqlException INVALID_ARGUMENTS, TYPE_MISMATCH or COLUMN_NOT_FOUND, which name the
    ///   file, the column and the types
    void check(FileDescription file, Metrics metrics, String location) {
        if (file.carriesIds()) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "%s has field ids, as files of Iceberg tables have, by which other columns than those of the same names could be read; copy its rows by INSERT"
                            .formatted(location));
        }
        new OfFile(file, metrics, location).check();
    }

    private final class OfFile {
        private final FileDescription file;
        private final Map<Integer, Long> nulls;
        private final String location;
        private final Set<Integer> found = new HashSet<>();

        OfFile(FileDescription file, Metrics metrics, String location) {
            this.file = file;
            this.nulls = metrics.nullValueCounts() == null ? Map.of() : metrics.nullValueCounts();
            this.location = location;
        }

        void check() {
            checkAll(file.schema().asStruct(), table.asStruct(), List.of());
        }

        private void checkAll(Types.StructType own, Types.StructType wanted, List<String> prefix) {
            for (Types.NestedField field : own.fields()) {
                List<String> path = append(prefix, field.name());
                Types.NestedField target = target(path);
                found.add(target.fieldId());
                if (!ofPath.contains(target.fieldId())) {
                    checkField(field, target, path);
                }
            }
            for (Types.NestedField target : wanted.fields()) {
                boolean missing =
                        !found.contains(target.fieldId()) && !ofPath.contains(target.fieldId());
                if (missing && target.isRequired() && target.initialDefault() == null) {
                    throw refused(
                            ErrorCode.COLUMN_NOT_FOUND,
                            "%s has no column '%s', which is NOT NULL in %s"
                                    .formatted(
                                            location, named(append(prefix, target.name())), name));
                }
            }
        }

        private Types.NestedField target(List<String> path) {
            MappedField mapped = mapping.find(path);
            Types.NestedField field =
                    mapped == null || mapped.id() == null ? null : table.findField(mapped.id());
            if (field == null) {
                throw refused(
                        ErrorCode.COLUMN_NOT_FOUND,
                        "%s has a column '%s' that table %s has not"
                                .formatted(location, named(path), name));
            }
            return field;
        }

        private void checkField(
                Types.NestedField own, Types.NestedField wanted, List<String> path) {
            if (own.isOptional()
                    && wanted.isRequired()
                    && nulls.getOrDefault(wanted.fieldId(), -1L) != 0) {
                throw refused(
                        ErrorCode.INVALID_ARGUMENTS,
                        "%s may have nulls in its column '%s', which is NOT NULL in %s"
                                .formatted(location, named(path), name));
            }
            checkType(own.type(), wanted.type(), path);
        }

        private void checkType(Type own, Type wanted, List<String> path) {
            if (own instanceof Types.StructType from && wanted instanceof Types.StructType to) {
                checkAll(from, to, path);
            } else if (own instanceof Types.ListType from && wanted instanceof Types.ListType to) {
                checkPart(from.fields().getFirst(), to.fields().getFirst(), path, "element");
            } else if (own instanceof Types.MapType from && wanted instanceof Types.MapType to) {
                checkPart(from.fields().getFirst(), to.fields().getFirst(), path, "key");
                checkPart(from.fields().getLast(), to.fields().getLast(), path, "value");
            } else if (!isReadAs(own, wanted, path)) {
                throw refused(
                        ErrorCode.TYPE_MISMATCH,
                        "The column '%s' of %s is %s, and in %s it is %s"
                                .formatted(named(path), location, own, name, wanted));
            }
        }

        private void checkPart(
                Types.NestedField own, Types.NestedField wanted, List<String> path, String part) {
            List<String> inner = append(path, part);
            if (own.isOptional() && wanted.isRequired() && !part.equals("key")) {
                throw refused(
                        ErrorCode.INVALID_ARGUMENTS,
                        "%s may have nulls in its column '%s', which is NOT NULL in %s"
                                .formatted(location, named(inner), name));
            }
            checkType(own.type(), wanted.type(), inner);
        }

        private boolean isReadAs(Type own, Type wanted, List<String> path) {
            if (own.equals(wanted)) {
                return true;
            }
            if (path.size() == 1 && file.instants().contains(path.getFirst())) {
                return wanted.typeId() == Type.TypeID.TIMESTAMP;
            }
            return own.isPrimitiveType()
                    && wanted.isPrimitiveType()
                    && TypeUtil.isPromotionAllowed(own, wanted.asPrimitiveType());
        }

        private SqlException refused(ErrorCode code, String message) {
            return new SqlException(code, message);
        }
    }

    private static List<String> append(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }

    private static String named(List<String> path) {
        return String.join(".", path);
    }
}
