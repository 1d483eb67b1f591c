package dev.tarn.catalog.http;

import dev.tarn.catalog.plan.ScanPlans;
import dev.tarn.catalog.service.CatalogServices;
import dev.tarn.catalog.service.MetricsQueue;

import java.util.ArrayList;
import java.util.List;

/// All resources of one warehouse, put together.
public final class CatalogRoutes {
    private CatalogRoutes() {}

    /// @param delegation access to the files of tables
    public static Router router(
            CatalogServices services,
            ScanPlans plans,
            MetricsQueue metrics,
            ClientConfig config,
            TableDelegation delegation) {
        List<Route> routes = new ArrayList<>();
        routes.addAll(new NamespaceResource(services.namespaces()).routes());
        TableResource tables = new TableResource(services, delegation);
        routes.addAll(tables.routes());
        routes.addAll(new StorageResource(services.tables(), delegation).routes());
        routes.addAll(new FunctionResource(services.functions()).routes());
        PlanResource planResource = new PlanResource(plans);
        routes.addAll(planResource.routes());
        routes.addAll(new MetricsResource(services.tables(), metrics).routes());
        routes.addAll(new TransactionResource(services.tableCommit()).routes());
        routes.addAll(new ViewResource(services).routes());
        routes.addAll(new DroppedResource(services.dropped()).routes());
        routes.addAll(new TaskResource(services.tasks()).routes());
        routes.add(new ConfigResource(config, Route.endpoints(routes)).route());
        return new Router(routes, new Replay(services, tables, planResource));
    }
}
