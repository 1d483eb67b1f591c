package dev.tarn.engine.schema;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.Catalogs.TableName;
import dev.tarn.engine.statement.Destination;
import dev.tarn.engine.statement.Name;

import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/// A table that a statement writes to, and where in it: `t`, or a branch of it as `t.branch_x`.
public record WriteTarget(TableName place, Table table, Destination to) {

    /// What `name` leads to.
    ///
    /// @throws SqlException TABLE_NOT_FOUND; NOT_FOUND if there is no such branch; NOT_SUPPORTED if
    ///   it is a version that cannot be written to
    public static WriteTarget of(Name name, Relations relations) {
        TableName place = relations.catalogs().table(name, relations.session());
        Table table = table(place, relations);
        if (table != null) {
            return new WriteTarget(
                    place, table, StagedWrites.destination(table, null, relations.session()));
        }
        TableVersion version = TableVersion.ofSuffix(name.last());
        if (version == null || name.qualifier().isEmpty()) {
            throw place.notFound("Table", name.position(), null);
        }
        Name base = new Name(name.qualifier(), name.position());
        TableName basePlace = relations.catalogs().table(base, relations.session());
        Table versioned = table(basePlace, relations);
        if (versioned == null) {
            throw (place.hasNamespace() ? place : basePlace)
                    .notFound("Table", name.position(), null);
        }
        String branch = branch(version, versioned, name);
        return new WriteTarget(
                basePlace,
                versioned,
                StagedWrites.destination(versioned, branch, relations.session()));
    }

    private static @Nullable Table table(TableName place, Relations relations) {
        return relations.table(
                place.catalog(), place.identifier().namespace(), place.identifier().name());
    }

    private static String branch(TableVersion version, Table table, Name name) {
        if (!(version instanceof TableVersion.Branch branch)) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "%s is a version that cannot be written to; tables and their branches can"
                            .formatted(name),
                    name.position(),
                    null);
        }
        SnapshotRef ref = table.refs().get(branch.name());
        boolean isEmptyMain = ref == null && branch.name().equals(SnapshotRef.MAIN_BRANCH);
        if (!isEmptyMain && (ref == null || ref.isTag())) {
            throw new SqlException(
                    ErrorCode.NOT_FOUND,
                    "Table %s does not have a branch '%s'%s"
                            .formatted(
                                    table.name(),
                                    branch.name(),
                                    Nearest.hint(branch.name(), table.refs().keySet())),
                    name.position(),
                    null);
        }
        return branch.name();
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
