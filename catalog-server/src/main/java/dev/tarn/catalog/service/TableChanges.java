package dev.tarn.catalog.service;

import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RetryableValidationException;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.rest.RESTCatalogProperties;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The commit function: (base metadata, requirements, updates) → new metadata. No I/O, no state.
///
/// Iceberg's builder applies the updates; what the builder accepts although it should not, or
/// answers with a NullPointerException, is checked here first: unknown spec, sort-order or schema
/// ids, a new UUID for an existing table, a format version above the cap, locations outside the
/// warehouse.
final class TableChanges {
    /// Newest table format the catalog lets in. Iceberg-core already knows 4, which is not final.
    static final int MAX_FORMAT_VERSION = 3;

    private final Locations locations;

    TableChanges(Locations locations) {
        this.locations = locations;
    }

    /// Applies a request to an existing table. The result has no changes when nothing is to be
    /// written.
    ///
    /// @throws CommitFailedException a requirement does not hold, or the request is stale
    /// @throws ValidationException the request can never work
    TableMetadata update(
            TableMetadata base,
            List<UpdateRequirement> requirements,
            List<MetadataUpdate> updates) {
        validate(base, requirements);
        checkIds(base, updates);
        for (MetadataUpdate update : updates) {
            if (update instanceof MetadataUpdate.AssignUUID assign
                    && !assign.uuid().equalsIgnoreCase(base.uuid())) {
                throw new ValidationException(
                        "Cannot assign UUID %s: the table has %s and keeps it",
                        assign.uuid(), base.uuid());
            }
        }
        return apply(TableMetadata.buildFrom(base), updates);
    }

    /// Applies a request that starts with `assert-create`.
    ///
    /// @param defaultUuid UUID if the updates assign none
    TableMetadata create(
            List<UpdateRequirement> requirements,
            List<MetadataUpdate> updates,
            String defaultUuid) {
        for (UpdateRequirement requirement : requirements) {
            if (!(requirement instanceof UpdateRequirement.AssertTableDoesNotExist)) {
                throw new ValidationException(
                        "Invalid create requirements: assert-create cannot be combined with %s",
                        requirement.getClass().getSimpleName());
            }
        }
        if (updates.stream().noneMatch(u -> u instanceof MetadataUpdate.AddSchema)) {
            throw new ValidationException("Cannot create a table without an add-schema update");
        }
        checkIds(null, updates);
        int formatVersion = requestedFormatVersion(updates);
        TableMetadata.Builder builder = TableMetadata.buildFromEmpty(formatVersion);
        String uuid = defaultUuid;
        boolean hasLocation = false;
        for (MetadataUpdate update : updates) {
            if (update instanceof MetadataUpdate.AssignUUID assign) {
                uuid = assign.uuid();
            }
            hasLocation |= update instanceof MetadataUpdate.SetLocation;
        }
        List<MetadataUpdate> complete = new ArrayList<>(updates);
        if (!hasLocation) {
            complete.add(new MetadataUpdate.SetLocation(locations.forTable(uuid)));
        }
        complete.add(new MetadataUpdate.AssignUUID(uuid));
        complete.addAll(missingDefaults(updates));
        return apply(builder, complete);
    }

    /// A table needs a partition spec and a sort order even if the client did not care to say so.
    private static List<MetadataUpdate> missingDefaults(List<MetadataUpdate> updates) {
        List<MetadataUpdate> missing = new ArrayList<>();
        if (updates.stream().noneMatch(u -> u instanceof MetadataUpdate.SetCurrentSchema)) {
            missing.add(new MetadataUpdate.SetCurrentSchema(-1));
        }
        if (updates.stream().noneMatch(u -> u instanceof MetadataUpdate.AddPartitionSpec)) {
            missing.add(new MetadataUpdate.AddPartitionSpec(PartitionSpec.unpartitioned()));
            missing.add(new MetadataUpdate.SetDefaultPartitionSpec(-1));
        }
        if (updates.stream().noneMatch(u -> u instanceof MetadataUpdate.AddSortOrder)) {
            missing.add(new MetadataUpdate.AddSortOrder(SortOrder.unsorted()));
            missing.add(new MetadataUpdate.SetDefaultSortOrder(-1));
        }
        return missing;
    }

    static void checkFormatVersion(int formatVersion) {
        if (formatVersion < 1 || formatVersion > MAX_FORMAT_VERSION) {
            throw new ValidationException(
                    "Unsupported table format version %s: this catalog accepts 1 to %s",
                    formatVersion, MAX_FORMAT_VERSION);
        }
    }

    /// Clients refuse a table whose planning mode they do not know.
    static void checkPlanningMode(Map<String, String> properties) {
        String mode = properties.get(RESTCatalogProperties.SCAN_PLANNING_MODE);
        if (mode != null && !mode.equals("client") && !mode.equals("server")) {
            throw new ValidationException(
                    "Property %s must be client or server, got %s",
                    RESTCatalogProperties.SCAN_PLANNING_MODE, mode);
        }
    }

    static void checkFormatVersion(Map<String, String> properties) {
        String value = properties.get(TableProperties.FORMAT_VERSION);
        if (value == null) {
            return;
        }
        try {
            checkFormatVersion(Integer.parseInt(value));
        } catch (NumberFormatException e) {
            throw new ValidationException(
                    e, "Property %s is not a number: %s", TableProperties.FORMAT_VERSION, value);
        }
    }

    private static int requestedFormatVersion(List<MetadataUpdate> updates) {
        for (MetadataUpdate update : updates) {
            if (update instanceof MetadataUpdate.UpgradeFormatVersion upgrade) {
                checkFormatVersion(upgrade.formatVersion());
                return upgrade.formatVersion();
            }
        }
        return 2;
    }

    private static void validate(TableMetadata base, List<UpdateRequirement> requirements) {
        for (UpdateRequirement requirement : requirements) {
            requirement.validate(base);
        }
    }

    private TableMetadata apply(TableMetadata.Builder builder, List<MetadataUpdate> updates) {
        try {
            for (MetadataUpdate update : updates) {
                checkAllowed(update);
                update.applyTo(builder);
            }
            return build(builder);
        } catch (RetryableValidationException e) {
            // stale sequence number or first-row-id: the client has to refresh and try again
            throw new CommitFailedException(e, "Request is stale: %s", e.getMessage());
        } catch (IllegalStateException e) {
            // a type or a default value that the format version does not have
            throw new ValidationException(e, "%s", e.getMessage());
        } catch (UnsupportedOperationException e) {
            throw new BadRequestException(e, "%s", e.getMessage());
        }
    }

    private static TableMetadata build(TableMetadata.Builder builder) {
        try {
            return builder.build();
        } catch (NullPointerException e) {
            // the builder looks up the default ids unchecked; an added spec or order that equals an
            // old one
            // gets no new id, which only the builder knows
            throw new ValidationException(
                    e, "The default schema, partition spec or sort order does not exist");
        }
    }

    private void checkAllowed(MetadataUpdate update) {
        String file = Footprint.file(update);
        if (file != null) {
            locations.checked("File", file);
        }
        switch (update) {
            case MetadataUpdate.UpgradeFormatVersion upgrade ->
                    checkFormatVersion(upgrade.formatVersion());
            case MetadataUpdate.SetLocation set ->
                    locations.checked("Table location", set.location());
            case MetadataUpdate.SetProperties set -> {
                checkFormatVersion(set.updated());
                checkPlanningMode(set.updated());
                locations.checkProperties(set.updated());
            }
            default -> {}
        }
    }

    /// Every id an update names must exist, or be one that an earlier update of the request adds.
    /// Added specs and orders get the next free ids.
    private static void checkIds(@Nullable TableMetadata base, List<MetadataUpdate> updates) {
        Set<Integer> specs = new HashSet<>(base == null ? Set.of() : base.specsById().keySet());
        Set<Integer> orders =
                new HashSet<>(base == null ? Set.of() : base.sortOrdersById().keySet());
        Set<Integer> schemas = new HashSet<>(base == null ? Set.of() : base.schemasById().keySet());
        for (MetadataUpdate update : updates) {
            switch (update) {
                case MetadataUpdate.AddSchema _ -> schemas.add(next(schemas, 0));
                case MetadataUpdate.AddPartitionSpec _ -> specs.add(next(specs, 0));
                case MetadataUpdate.AddSortOrder _ -> {
                    orders.add(0);
                    orders.add(next(orders, 1));
                }
                case MetadataUpdate.SetDefaultPartitionSpec set ->
                        checkId("partition spec", set.specId(), specs, true);
                case MetadataUpdate.SetDefaultSortOrder set ->
                        checkId("sort order", set.sortOrderId(), orders, true);
                case MetadataUpdate.SetCurrentSchema set ->
                        checkId("schema", set.schemaId(), schemas, true);
                case MetadataUpdate.RemoveSchemas remove ->
                        remove.schemaIds().forEach(id -> checkId("schema", id, schemas, false));
                case MetadataUpdate.RemovePartitionSpecs remove ->
                        remove.specIds().forEach(id -> checkId("partition spec", id, specs, false));
                default -> {}
            }
        }
    }

    private static int next(Set<Integer> ids, int first) {
        int highest = first - 1;
        for (int id : ids) {
            highest = Math.max(highest, id);
        }
        return highest + 1;
    }

    private static void checkId(String what, int id, Set<Integer> known, boolean acceptsLast) {
        if (known.contains(id) || (acceptsLast && id == -1)) {
            return;
        }
        throw new ValidationException("Unknown %s id %s: the table has %s", what, id, known);
    }
}
