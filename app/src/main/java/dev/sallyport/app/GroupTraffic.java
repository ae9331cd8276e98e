package dev.sallyport.app;

import dev.sallyport.core.firewall.Traffic;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.GroupStores;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.ReadBound;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The logs of web ACLs in CloudWatch Logs, as the pages read them: a bound at a time. */
final class GroupTraffic implements Traffic {
    private final GroupStores stores;

    GroupTraffic(GroupStores stores) {
        this.stores = stores;
    }

    @Override
    public LogStore of(WebAcls.Summary acl, Instant since) {
        return read(acl, since, false);
    }

    @Override
    public LogStore further(WebAcls.Summary acl, Instant since) {
        return read(acl, since, true);
    }

    @Override
    public Optional<Instant> reach(WebAcls.Summary acl) {
        return acl.logGroup() == null ? Optional.empty() : stores.reach(place(acl, acl.logGroup()));
    }

    private static LogPlace place(WebAcls.Summary acl, String group) {
        return new LogPlace(acl.named().region(), group);
    }

    private LogStore read(WebAcls.Summary acl, Instant since, boolean further) {
        if (acl.logGroup() != null) {
            return stores.read(place(acl, acl.logGroup()), since, ReadBound.OF_PAGE, further);
        }
        LogStore none = stores.none();
        // A store can be asked once something was loaded, be it nothing.
        none.load("", List.of());
        return none;
    }
}
