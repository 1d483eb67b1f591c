package dev.tarn.maintenance.reach;

import dev.tarn.engine.spi.FileOwnership;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The places where a table's files are, and which files it may delete: those that nobody else may
/// call their own. For one thread.
public final class TablePlaces {
    private static final List<String> PATHS =
            List.of(
                    TableProperties.WRITE_DATA_LOCATION,
                    TableProperties.WRITE_METADATA_LOCATION,
                    TableProperties.OBJECT_STORE_PATH,
                    TableProperties.WRITE_FOLDER_STORAGE_LOCATION);
    private static final int KEPT_DIRECTORIES = 10_000;

    private final TableTarget target;
    private final List<String> roots = new ArrayList<>();
    private final List<FileNames.Name> rootNames = new ArrayList<>();
    private final Map<String, Boolean> directories =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > KEPT_DIRECTORIES;
                }
            };

    public TablePlaces(TableTarget target) {
        this.target = target;
        TableMetadata metadata = target.metadata();
        add(metadata.location());
        for (String property : PATHS) {
            String path = metadata.properties().get(property);
            if (path != null) {
                add(path);
            }
        }
    }

    private void add(String root) {
        if (!isOwn(root)) {
            roots.add(root.endsWith("/") ? root.substring(0, root.length() - 1) : root);
            rootNames.add(FileNames.STANDARD.name(root));
        }
    }

    /// Where the table writes, as its metadata spell it, without slash at the end; none below
    /// another one that came before.
    public List<String> roots() {
        return List.copyOf(roots);
    }

    /// Whether `location` is one of the roots, or below one.
    public boolean isOwn(String location) {
        FileNames.Name name = FileNames.STANDARD.name(location);
        return rootNames.stream().anyMatch(name::isUnder);
    }

    /// The root that `location` is below; itself where there is none.
    public String rootOf(String location) {
        FileNames.Name name = FileNames.STANDARD.name(location);
        for (int i = 0; i < roots.size(); i++) {
            if (name.isUnder(rootNames.get(i))) {
                return roots.get(i);
            }
        }
        return location;
    }

    /// Whether the table may delete the file at `location`, if nobody refers to it: the catalog may
    /// write there and no other table is there; where the catalog does not tell of others, whether
    /// the table itself writes there.
    public boolean mayDelete(String location) {
        FileOwnership.Others others = target.others();
        if (others == null) {
            return isOwn(location);
        }
        String directory = location.substring(0, location.lastIndexOf('/') + 1);
        return directories.computeIfAbsent(
                directory, _ -> !directory.isEmpty() && others.mayDelete(location));
    }
}
