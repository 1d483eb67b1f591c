package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.FileErrors;
import dev.tarn.engine.physical.FileSource.Format;
import dev.tarn.engine.schema.ListedFiles;
import dev.tarn.engine.schema.ListedFiles.FileColumns;
import dev.tarn.storage.text.TextTypes;

import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/// The columns of a table together with those of files: the table's as they are, wider where a file
/// has a type that Iceberg can promote to, then the ones that it does not have, which are optional.
/// Fields of structs too. Names are the same in any case.
///
/// Text says no types: columns that a table has keep theirs, and new ones get one that takes the
/// values of all files. One thread.
///
/// As Iceberg's `UnionByNameVisitor`, which also takes NOT NULL away where a file does not say it.
final class MergedColumns {
    private final String table;
    private final Types.StructType before;
    private final Format format;
    private final Set<Integer> known;
    private final AtomicInteger lastId;
    private final Map<Set<String>, Set<FileInfo>> groups = new LinkedHashMap<>();
    private Types.StructType merged;

    private MergedColumns(String name, Table table, Format format) {
        this.table = name;
        this.before = table.schema().asStruct();
        this.merged = before;
        this.format = format;
        this.known = TypeUtil.indexById(before).keySet();
        this.lastId = new AtomicInteger(table.schema().highestFieldId());
    }

    /// Those of `table`, which is called `name`, and of `files`, without those that `errors` leaves
    /// out.
    ///
    /// @throws SqlException TYPE_MISMATCH if a file has a column of a type that does not go with
    ///   that of the table or of the files before it
    static MergedColumns of(String name, Table table, ListedFiles files, FileErrors errors) {
        MergedColumns columns = new MergedColumns(name, table, files.format());
        files.columns(errors).forEach(columns::add);
        return columns;
    }

    boolean isChanged() {
        return !merged.equals(before);
    }

    /// `files` that have columns, those with the same ones together.
    List<ListedFiles> groups(ListedFiles files) {
        return groups.values().stream().map(files::only).toList();
    }

    private void add(FileColumns file) {
        Set<String> names = new TreeSet<>();
        if (format != Format.JSON) {
            file.columns().fields().forEach(field -> names.add(lower(field.name())));
        }
        if (!file.columns().fields().isEmpty()) {
            groups.computeIfAbsent(names, _ -> new HashSet<>()).add(file.file());
        }
        merged = both(merged, file.columns(), "", file.file().location());
    }

    private boolean isText() {
        return format == Format.CSV || format == Format.JSON;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private Types.StructType both(
            Types.StructType ours, Types.StructType own, String path, String file) {
        List<NestedField> all = new ArrayList<>(ours.fields());
        Map<String, Integer> places = new HashMap<>();
        all.forEach(field -> places.putIfAbsent(lower(field.name()), all.indexOf(field)));
        Set<Integer> seen = new HashSet<>();
        for (NestedField field : own.fields()) {
            String at = path + field.name();
            int place = places.computeIfAbsent(lower(field.name()), _ -> all.size());
            if (!seen.add(place)) {
                throw refused("%s has columns that are both called '%s'".formatted(file, at));
            }
            if (place == all.size()) {
                all.add(added(field));
            } else {
                all.set(place, both(all.get(place), field, at, file));
            }
        }
        return Types.StructType.of(all);
    }

    private NestedField both(NestedField ours, NestedField own, String at, String file) {
        boolean keeps = isText() && known.contains(ours.fieldId());
        Type type = both(ours.type(), own.type(), keeps, at, file);
        return type.equals(ours.type()) ? ours : NestedField.from(ours).ofType(type).build();
    }

    /// @param keeps whether `ours` is of the table and stays where it is no struct
    private Type both(Type ours, Type own, boolean keeps, String at, String file) {
        if (ours.isStructType() && own.isStructType()) {
            return both(ours.asStructType(), own.asStructType(), at + ".", file);
        }
        if (ours.isListType() && own.isListType()) {
            Types.ListType list = ours.asListType();
            String inside = at + ".element";
            Type element =
                    both(list.elementType(), own.asListType().elementType(), keeps, inside, file);
            return list.isElementOptional()
                    ? Types.ListType.ofOptional(list.elementId(), element)
                    : Types.ListType.ofRequired(list.elementId(), element);
        }
        if (ours.isMapType() && own.isMapType()) {
            return both(ours.asMapType(), own.asMapType(), keeps, at, file);
        }
        if (keeps) {
            return ours;
        }
        if (isText()) {
            return TextTypes.common(ours, own);
        }
        return wider(ours, own, at, file);
    }

    private Type both(
            Types.MapType ours, Types.MapType own, boolean keeps, String at, String file) {
        Type key = both(ours.keyType(), own.keyType(), keeps, at + ".key", file);
        if (!key.equals(ours.keyType())) {
            throw mismatch(ours.keyType(), own.keyType(), at + ".key", file);
        }
        Type value = both(ours.valueType(), own.valueType(), keeps, at + ".value", file);
        return ours.isValueOptional()
                ? Types.MapType.ofOptional(ours.keyId(), ours.valueId(), key, value)
                : Types.MapType.ofRequired(ours.keyId(), ours.valueId(), key, value);
    }

    private Type wider(Type ours, Type own, String at, String file) {
        if (ours.isPrimitiveType() && own.isPrimitiveType()) {
            if (ours.equals(own) || TypeUtil.isPromotionAllowed(own, ours.asPrimitiveType())) {
                return ours;
            }
            if (TypeUtil.isPromotionAllowed(ours, own.asPrimitiveType())) {
                return own;
            }
        }
        throw mismatch(ours, own, at, file);
    }

    /// `field` as a column that is not there yet: optional, and so is what is in it.
    private NestedField added(NestedField field) {
        int id = lastId.incrementAndGet();
        return NestedField.optional(id, field.name(), optional(field.type()), field.doc());
    }

    private Type optional(Type type) {
        return switch (type) {
            case Types.StructType struct ->
                    Types.StructType.of(struct.fields().stream().map(this::added).toList());
            case Types.ListType list ->
                    Types.ListType.ofOptional(
                            lastId.incrementAndGet(), optional(list.elementType()));
            case Types.MapType map ->
                    Types.MapType.ofOptional(
                            lastId.incrementAndGet(),
                            lastId.incrementAndGet(),
                            optional(map.keyType()),
                            optional(map.valueType()));
            default -> type;
        };
    }

    private SqlException mismatch(Type ours, Type own, String at, String file) {
        return refused(
                "Column '%s' is %s in %s and %s in %s; there is no type that Iceberg promotes both to"
                        .formatted(at, own, file, ours, table));
    }

    private static SqlException refused(String message) {
        return new SqlException(ErrorCode.TYPE_MISMATCH, message);
    }

    /// Gives the table of `transaction`, whose columns are as they were, these columns.
    void apply(Transaction transaction) {
        if (!isChanged()) {
            return;
        }
        try {
            UpdateSchema update = transaction.updateSchema();
            apply(update, null, before, merged);
            update.commit();
        } catch (IllegalArgumentException | IllegalStateException | ValidationException e) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "The columns of the files cannot be added to %s: %s"
                            .formatted(table, e.getMessage()),
                    null,
                    e);
        }
    }

    private static void apply(
            UpdateSchema update,
            @Nullable String parent,
            Types.StructType before,
            Types.StructType after) {
        for (NestedField field : after.fields()) {
            NestedField old = before.field(field.fieldId());
            if (old == null) {
                update.addColumn(parent, field.name(), field.type(), field.doc());
            } else {
                String path = parent == null ? old.name() : parent + "." + old.name();
                apply(update, path, old.type(), field.type());
            }
        }
    }

    private static void apply(UpdateSchema update, String path, Type before, Type after) {
        if (before.equals(after)) {
            return;
        }
        switch (before) {
            case Types.StructType struct -> apply(update, path, struct, after.asStructType());
            case Types.ListType list ->
                    apply(
                            update,
                            path + ".element",
                            list.elementType(),
                            after.asListType().elementType());
            case Types.MapType map ->
                    apply(update, path + ".value", map.valueType(), after.asMapType().valueType());
            default -> update.updateColumn(path, after.asPrimitiveType());
        }
    }
}
