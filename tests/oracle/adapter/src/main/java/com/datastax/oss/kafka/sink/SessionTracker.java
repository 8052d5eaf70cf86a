package com.datastax.oss.kafka.sink;

import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.metadata.schema.SchemaChangeListenerBase;
import com.datastax.oss.driver.api.core.session.Session;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Knows every session that the driver opened: the engine forgets those of a start that fails later. */
public final class SessionTracker extends SchemaChangeListenerBase {

    private static final Set<Session> OPEN = ConcurrentHashMap.newKeySet();

    /** Called by the driver, by reflection. */
    public SessionTracker(DriverContext context) {
        // The context is of no use here, but the driver calls this signature only.
    }

    @Override
    public void onSessionReady(Session session) {
        OPEN.add(session);
    }

    /** Closes them all, without waiting for what is in flight. */
    static void closeAll() {
        OPEN.forEach(Session::forceCloseAsync);
        OPEN.clear();
    }
}
