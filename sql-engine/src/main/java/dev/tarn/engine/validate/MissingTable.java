package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.SqlException.Position;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.schema.Catalogs.TableName;
import dev.tarn.engine.schema.MetadataTables;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.SystemTables;
import dev.tarn.engine.schema.TableVersion;
import dev.tarn.engine.statement.Name;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// A table's name in a query that leads nowhere.
///
/// @param query what names it, as [Binder] leaves it
/// @param missing the name as far as Calcite's validator followed it, its parts joined by dots
/// @param position where the name begins; null where that is unknown
record MissingTable(
        Relations relations, SqlNode query, String missing, @Nullable Position position) {

    /// Which part of the name is missing, with the names that are near.
    SqlException error(Throwable cause) {
        List<String> parts = written();
        if (parts.size() > 2
                && parts.getFirst().equalsIgnoreCase(SystemTables.SYSTEM_CATALOG)
                && relations.catalogs().find(parts.getFirst()) == null) {
            return ofSystem(parts, cause);
        }
        TableName place = place(parts);
        if (parts.size() > 1 && isOfTable(parts.getLast()) && !place.hasNamespace()) {
            place = place(parts.subList(0, parts.size() - 1));
        }
        return place.notFound("Table", position, cause);
    }

    /// Whether a table's name may stand before this part of a name.
    private static boolean isOfTable(String part) {
        return MetadataTables.isName(part) || TableVersion.ofSuffix(part) != null;
    }

    private TableName place(List<String> parts) {
        return relations.catalogs().table(new Name(parts, position), relations.session());
    }

    /// The parts of the whole name: the validator tells them up to the first that is missing.
    private List<String> written() {
        List<String> parts = new ArrayList<>(List.of(missing.split("\\.", -1)));
        String start = missing.toLowerCase(Locale.ROOT);
        query.accept(
                new SqlBasicVisitor<Void>() {
                    @Override
                    public @Nullable Void visit(SqlIdentifier name) {
                        if (Objects.equals(Positions.of(name), position)
                                && name.toString().toLowerCase(Locale.ROOT).startsWith(start)) {
                            parts.clear();
                            parts.addAll(name.names);
                        }
                        return null;
                    }
                });
        parts.set(parts.size() - 1, TableVersion.plainName(parts.getLast()));
        return parts;
    }

    private SqlException ofSystem(List<String> parts, Throwable cause) {
        String namespace = parts.get(1);
        return relations.system().hasSystemSchema(namespace)
                ? new SqlException(
                        ErrorCode.TABLE_NOT_FOUND,
                        "Table '%s' does not exist".formatted(String.join(".", parts)),
                        position,
                        cause)
                : new SqlException(
                        ErrorCode.SCHEMA_NOT_FOUND,
                        "Schema '%s' does not exist in catalog '%s'"
                                .formatted(namespace, SystemTables.SYSTEM_CATALOG),
                        position,
                        cause);
    }
}
