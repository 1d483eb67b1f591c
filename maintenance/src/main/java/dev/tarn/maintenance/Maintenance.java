package dev.tarn.maintenance;

import dev.tarn.engine.spi.Procedure;
import dev.tarn.maintenance.expire.ExpireSnapshotsProcedure;
import dev.tarn.maintenance.orphan.RemoveOrphanFilesProcedure;
import dev.tarn.maintenance.orphan.RestoreOrphanFilesProcedure;
import dev.tarn.maintenance.procedure.ClusteringInformation;
import dev.tarn.maintenance.procedure.Optimize;
import dev.tarn.maintenance.procedure.RewriteDataFiles;
import dev.tarn.maintenance.procedure.RewriteManifestsProcedure;
import dev.tarn.maintenance.statistics.PartitionStatistics;

import java.time.InstantSource;
import java.util.List;

/// The door: what this module adds to an engine.
public final class Maintenance {
    private Maintenance() {}

    /// The procedures that maintain tables.
    public static List<Procedure> procedures() {
        InstantSource clock = InstantSource.system();
        return List.of(
                new RewriteDataFiles(),
                new Optimize(),
                RewriteManifestsProcedure.ofSpark(),
                RewriteManifestsProcedure.ofTrino(),
                new ClusteringInformation(),
                new ExpireSnapshotsProcedure(clock),
                new RemoveOrphanFilesProcedure(clock),
                new RestoreOrphanFilesProcedure(clock),
                new PartitionStatistics());
    }
}
