package dev.sallyport.core.guard;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stage of an API, whichever of API Gateway's two services it is of, with what a closing asks of it and changes. What
 * is gone is told by the service's exception with the status 404.
 *
 * @param <M> what names a method or route
 */
interface ApiStage<M> {
    /** Id of the deployment that it serves; null where it serves none. */
    @Nullable String served();

    /** Whether every change is served at once, without a deployment of ours. */
    boolean deploysByItself();

    /** Ids of all deployments of the API, with their descriptions, which are empty where there is none. */
    Map<String, String> deployments();

    /** Makes a deployment of the API as it is now, and serves it. */
    void deploy(String description);

    /** Serves a deployment that was made before; status 400 or 404 where there is none of that id. */
    void serve(String deployment);

    /** Deletes a deployment; status 400 where a stage serves it. */
    void delete(String deployment);

    /** Changes what a method demands, only where it still demands what it did: someone may have given it an authorizer. */
    void authorize(M method, String from, String to);
}
