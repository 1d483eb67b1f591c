package dev.tarn.engine.schema;

import static dev.tarn.engine.schema.SystemTables.strings;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.Wanted;
import dev.tarn.engine.spi.AccessGrants;
import dev.tarn.engine.spi.AccessGrants.Held;
import dev.tarn.engine.spi.AccessGrants.Securable;
import dev.tarn.engine.spi.CatalogConnection;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `information_schema.table_privileges`: what is granted on each table and view itself, as a
/// whole, of those whose grants the session may see.
final class InformationPrivileges {
    static final List<Field> FIELDS =
            strings(
                    "grantor",
                    "grantor_type",
                    "grantee",
                    "grantee_type",
                    "table_catalog",
                    "table_schema",
                    "table_name",
                    "privilege_type",
                    "is_grantable",
                    "with_hierarchy");
    private static final int ALL_COLUMNS = -1;

    private InformationPrivileges() {}

    static List<List<@Nullable Object>> rows(CatalogConnection catalog, Wanted wanted) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        AccessGrants grants = catalog.access();
        if (grants == null) {
            return rows;
        }
        WantedRelations.INFORMATION.forEach(
                catalog,
                wanted,
                (identifier, view) -> {
                    for (Held held : held(grants, identifier, view)) {
                        if (held.column() == ALL_COLUMNS) {
                            rows.add(row(catalog, identifier, held));
                        }
                    }
                });
        return rows;
    }

    private static List<Held> held(AccessGrants grants, TableIdentifier identifier, boolean view) {
        try {
            return grants.on(
                    view
                            ? new Securable.OfView(identifier)
                            : new Securable.OfTable(identifier, List.of()));
        } catch (NoSuchTableException | NoSuchViewException | ForbiddenException e) {
            return List.of();
        } catch (SqlException e) {
            if (e.code() == ErrorCode.PERMISSION_DENIED || e.code() == ErrorCode.NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    private static List<@Nullable Object> row(
            CatalogConnection catalog, TableIdentifier identifier, Held held) {
        return Arrays.asList(
                held.grantedBy(),
                "USER",
                held.grantee().name(),
                held.grantee().isRole() ? "ROLE" : "USER",
                catalog.name(),
                identifier.namespace().toString(),
                identifier.name(),
                held.privilege(),
                held.privilege().equals("MANAGE") ? "YES" : "NO",
                null);
    }
}
