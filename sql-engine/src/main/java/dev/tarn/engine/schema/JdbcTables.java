package dev.tarn.engine.schema;

import static dev.tarn.engine.schema.SystemTables.rows;
import static dev.tarn.engine.schema.SystemTables.strings;
import static dev.tarn.engine.schema.SystemTables.wanted;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.physical.Wanted;
import dev.tarn.engine.spi.CatalogConnection;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// `system.jdbc`: the tables that trino-jdbc selects from for java.sql.DatabaseMetaData, with the
/// columns that it documents.
final class JdbcTables {
    private static final List<Field> COLUMNS =
            fields(
                    "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE# TYPE_NAME"
                            + " COLUMN_SIZE# BUFFER_LENGTH# DECIMAL_DIGITS# NUM_PREC_RADIX#"
                            + " NULLABLE# REMARKS COLUMN_DEF SQL_DATA_TYPE# SQL_DATETIME_SUB#"
                            + " CHAR_OCTET_LENGTH# ORDINAL_POSITION# IS_NULLABLE SCOPE_CATALOG"
                            + " SCOPE_SCHEMA SCOPE_TABLE SOURCE_DATA_TYPE# IS_AUTOINCREMENT"
                            + " IS_GENERATEDCOLUMN");
    private static final List<Field> TABLES =
            fields(
                    "TABLE_CAT TABLE_SCHEM TABLE_NAME TABLE_TYPE REMARKS TYPE_CAT TYPE_SCHEM"
                            + " TYPE_NAME SELF_REFERENCING_COL_NAME REF_GENERATION");
    private static final List<Field> TYPES =
            fields(
                    "TYPE_NAME DATA_TYPE# PRECISION# LITERAL_PREFIX LITERAL_SUFFIX CREATE_PARAMS"
                            + " NULLABLE# CASE_SENSITIVE? SEARCHABLE# UNSIGNED_ATTRIBUTE?"
                            + " FIXED_PREC_SCALE? AUTO_INCREMENT? LOCAL_TYPE_NAME MINIMUM_SCALE#"
                            + " MAXIMUM_SCALE# SQL_DATA_TYPE# SQL_DATETIME_SUB# NUM_PREC_RADIX#");
    private static final List<Field> PROCEDURES =
            fields(
                    "PROCEDURE_CAT PROCEDURE_SCHEM PROCEDURE_NAME RESERVED1 RESERVED2 RESERVED3"
                            + " REMARKS PROCEDURE_TYPE# SPECIFIC_NAME");
    private static final List<Field> PROCEDURE_COLUMNS =
            fields(
                    "PROCEDURE_CAT PROCEDURE_SCHEM PROCEDURE_NAME COLUMN_NAME COLUMN_TYPE#"
                            + " DATA_TYPE# TYPE_NAME PRECISION# LENGTH# SCALE# RADIX# NULLABLE#"
                            + " REMARKS COLUMN_DEF SQL_DATA_TYPE# SQL_DATETIME_SUB#"
                            + " CHAR_OCTET_LENGTH# ORDINAL_POSITION# IS_NULLABLE SPECIFIC_NAME");
    private static final List<Field> UDTS =
            fields("TYPE_CAT TYPE_SCHEM TYPE_NAME CLASS_NAME DATA_TYPE# REMARKS BASE_TYPE#");
    private static final List<Field> PSEUDO_COLUMNS =
            fields(
                    "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE# COLUMN_SIZE#"
                            + " DECIMAL_DIGITS# NUM_PREC_RADIX# COLUMN_USAGE REMARKS"
                            + " CHAR_OCTET_LENGTH# IS_NULLABLE");
    private static final List<Field> SUPER_TABLES =
            fields("TABLE_CAT TABLE_SCHEM TABLE_NAME SUPERTABLE_NAME");
    private static final List<Field> SUPER_TYPES =
            fields(
                    "TYPE_CAT TYPE_SCHEM TYPE_NAME SUPERTYPE_CAT SUPERTYPE_SCHEM"
                            + " SUPERTYPE_NAME");
    private static final List<Field> ATTRIBUTES =
            fields(
                    "TYPE_CAT TYPE_SCHEM TYPE_NAME ATTR_NAME DATA_TYPE# ATTR_TYPE_NAME ATTR_SIZE#"
                            + " DECIMAL_DIGITS# NUM_PREC_RADIX# NULLABLE# REMARKS ATTR_DEF"
                            + " SQL_DATA_TYPE# SQL_DATETIME_SUB# CHAR_OCTET_LENGTH#"
                            + " ORDINAL_POSITION# IS_NULLABLE SCOPE_CATALOG SCOPE_SCHEMA"
                            + " SCOPE_TABLE SOURCE_DATA_TYPE#");

    static final List<String> NAMES =
            List.of(
                    "attributes",
                    "catalogs",
                    "columns",
                    "procedure_columns",
                    "procedures",
                    "pseudo_columns",
                    "schemas",
                    "super_tables",
                    "super_types",
                    "table_types",
                    "tables",
                    "types",
                    "udts");

    private static final WantedRelations PLACE =
            new WantedRelations("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME");

    private JdbcTables() {}

    static @Nullable Relation find(Catalogs catalogs, Set<String> systemSchemas, String name) {
        String full = "system.jdbc." + name;
        return switch (name) {
            case "catalogs" -> rows(full, strings("TABLE_CAT"), () -> catalogs(catalogs));
            case "schemas" ->
                    rows(
                            full,
                            strings("TABLE_SCHEM", "TABLE_CATALOG"),
                            () -> schemas(catalogs, systemSchemas));
            case "tables" -> wanted(full, TABLES, wanted -> tables(catalogs, wanted));
            case "columns" -> wanted(full, COLUMNS, wanted -> columns(catalogs, wanted));
            case "table_types" ->
                    rows(
                            full,
                            strings("TABLE_TYPE"),
                            () -> List.of(List.of("TABLE"), List.of("VIEW")));
            case "types" -> rows(full, TYPES, JdbcTables::types);
            case "procedures" -> rows(full, PROCEDURES, List::of);
            case "procedure_columns" -> rows(full, PROCEDURE_COLUMNS, List::of);
            case "udts" -> rows(full, UDTS, List::of);
            case "pseudo_columns" -> rows(full, PSEUDO_COLUMNS, List::of);
            case "super_tables" -> rows(full, SUPER_TABLES, List::of);
            case "super_types" -> rows(full, SUPER_TYPES, List::of);
            case "attributes" -> rows(full, ATTRIBUTES, List::of);
            default -> null;
        };
    }

    /// Fields by name: `#` marks bigint, `?` boolean, the rest is varchar.
    private static List<Field> fields(String names) {
        List<Field> fields = new ArrayList<>();
        for (String name : names.split(" ", -1)) {
            DataType type =
                    name.endsWith("#")
                            ? DataType.BIGINT
                            : name.endsWith("?") ? DataType.BOOLEAN : DataType.STRING;
            String plain = type == DataType.STRING ? name : name.substring(0, name.length() - 1);
            fields.add(new Field(plain, type));
        }
        return fields;
    }

    private static List<List<@Nullable Object>> catalogs(Catalogs catalogs) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        catalogs.all().forEach(catalog -> rows.add(List.of(catalog.name())));
        rows.add(List.of(SystemTables.SYSTEM_CATALOG));
        return rows;
    }

    private static List<List<@Nullable Object>> schemas(
            Catalogs catalogs, Set<String> systemSchemas) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (CatalogConnection catalog : catalogs.all()) {
            rows.add(List.of(SystemTables.INFORMATION_SCHEMA, catalog.name()));
            for (Namespace namespace : Catalogs.allNamespaces(catalog)) {
                rows.add(List.of(namespace.toString(), catalog.name()));
            }
        }
        systemSchemas.forEach(schema -> rows.add(List.of(schema, SystemTables.SYSTEM_CATALOG)));
        return rows;
    }

    private static List<List<@Nullable Object>> tables(Catalogs catalogs, Wanted wanted) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (CatalogConnection catalog : catalogs.all()) {
            PLACE.forEach(
                    catalog,
                    wanted,
                    (identifier, view) ->
                            rows.add(
                                    table(
                                            catalog,
                                            identifier.namespace(),
                                            identifier.name(),
                                            view)));
        }
        return rows;
    }

    private static List<@Nullable Object> table(
            CatalogConnection catalog, Namespace namespace, String name, boolean view) {
        return Arrays.asList(
                catalog.name(),
                namespace.toString(),
                name,
                view ? "VIEW" : "TABLE",
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static List<List<@Nullable Object>> columns(Catalogs catalogs, Wanted wanted) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (CatalogConnection catalog : catalogs.all()) {
            InformationColumns.forEach(
                    PLACE,
                    catalog,
                    wanted,
                    (table, column) -> rows.add(column(catalog, table, column)));
        }
        return rows;
    }

    private static List<@Nullable Object> column(
            CatalogConnection catalog, TableIdentifier table, InformationColumns.Column column) {
        DataType type = column.type();
        return Arrays.asList(
                catalog.name(),
                table.namespace().toString(),
                table.name(),
                column.name(),
                (long) JdbcTypes.number(type),
                type.toString(),
                JdbcTypes.size(type),
                null,
                JdbcTypes.digits(type),
                JdbcTypes.radix(type),
                column.nullable() ? 1L : 0L,
                column.comment(),
                null,
                null,
                null,
                type == DataType.STRING ? JdbcTypes.size(type) : null,
                (long) column.position(),
                column.nullable() ? "YES" : "NO",
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static List<List<@Nullable Object>> types() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        rows.add(type("boolean", Types.BOOLEAN, null, null));
        rows.add(type("tinyint", Types.TINYINT, 3L, 10L));
        rows.add(type("smallint", Types.SMALLINT, 5L, 10L));
        rows.add(type("integer", Types.INTEGER, 10L, 10L));
        rows.add(type("bigint", Types.BIGINT, 19L, 10L));
        rows.add(type("real", Types.REAL, 24L, 2L));
        rows.add(type("double", Types.DOUBLE, 53L, 2L));
        rows.add(type("decimal", Types.DECIMAL, 38L, 10L));
        rows.add(type("varchar", Types.VARCHAR, (long) Integer.MAX_VALUE, null));
        rows.add(type("varbinary", Types.VARBINARY, (long) Integer.MAX_VALUE, null));
        rows.add(type("date", Types.DATE, 14L, null));
        rows.add(type("time", Types.TIME, 15L, null));
        rows.add(type("timestamp", Types.TIMESTAMP, 26L, null));
        rows.add(type("timestamp with time zone", Types.TIMESTAMP_WITH_TIMEZONE, 59L, null));
        rows.add(type("uuid", Types.JAVA_OBJECT, null, null));
        rows.add(type("array", Types.ARRAY, null, null));
        rows.add(type("map", Types.JAVA_OBJECT, null, null));
        rows.add(type("row", Types.JAVA_OBJECT, null, null));
        return rows;
    }

    private static List<@Nullable Object> type(
            String name, int number, @Nullable Long precision, @Nullable Long radix) {
        String quote = number == Types.VARCHAR ? "'" : null;
        return Arrays.asList(
                name,
                (long) number,
                precision,
                quote,
                quote,
                null,
                1L,
                quote != null,
                3L,
                false,
                false,
                false,
                null,
                0L,
                name.equals("decimal") ? 38L : 0L,
                null,
                null,
                radix);
    }
}
