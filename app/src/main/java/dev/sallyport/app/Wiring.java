package dev.sallyport.app;

import dev.sallyport.core.edgefunction.NodeHost;
import dev.sallyport.core.Home;
import dev.sallyport.core.account.AccountLook;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.KnownAccounts;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.decrypt.Decrypter;
import dev.sallyport.core.decrypt.KeyRings;
import dev.sallyport.core.decrypt.RevealPolicy;
import dev.sallyport.core.decrypt.Sources;
import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.core.firewall.AclMetrics;
import dev.sallyport.core.firewall.TrafficMetrics;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.guard.Guard;
import dev.sallyport.core.log.GroupStores;
import dev.sallyport.core.log.LogGroups;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.masking.Masking;
import dev.sallyport.core.proposal.LiveRules;
import dev.sallyport.core.proposal.Proposals;
import dev.sallyport.core.rollout.Rollouts;
import dev.sallyport.core.shield.ShieldReport;
import dev.sallyport.core.shield.ShieldWatch;
import dev.sallyport.views.audit.AuditPage;
import dev.sallyport.views.decrypt.DecryptPage;
import dev.sallyport.views.decrypt.DecryptSources;
import dev.sallyport.views.decrypt.RecentSources;
import dev.sallyport.views.distribution.DistributionPage;
import dev.sallyport.views.distribution.DistributionSources;
import dev.sallyport.views.distribution.GuardSources;
import dev.sallyport.views.firewall.FirewallPage;
import dev.sallyport.views.firewall.FirewallSources;
import dev.sallyport.views.firewall.ProposalSources;
import dev.sallyport.views.kit.Appearance;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Unmasks;
import dev.sallyport.views.log.LogPage;
import dev.sallyport.views.log.LogSources;
import dev.sallyport.views.overview.OverviewPage;
import dev.sallyport.views.overview.OverviewSources;
import dev.sallyport.views.settings.SettingsPage;
import dev.sallyport.views.shell.AccountState;
import dev.sallyport.views.shell.AccountState.Mode;
import dev.sallyport.views.shell.Feature;
import dev.sallyport.views.shield.ShieldPage;
import dev.sallyport.views.shield.ShieldSources;
import dev.sallyport.views.stack.StackPage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kordamp.ikonli.feather.Feather;

/** Builds the pages of one session by hand, in the order of the sidebar. */
final class Wiring implements AutoCloseable {
    /** How far back attacks are told. */
    private static final Duration ATTACKS = Duration.ofDays(30);

    private static final Duration OVERVIEW_HERE = Duration.ofSeconds(15);

    /** Every distribution is read for it. */
    private static final Duration OVERVIEW_AT_AWS = Duration.ofMinutes(5);

    private static final Duration LIVE_HERE = Duration.ofSeconds(2);

    /** WAF delivers its log minutes late, and each reading costs the account calls. */
    private static final Duration LIVE_AT_AWS = Duration.ofMinutes(1);

    private final Session session;
    private final Home home;
    private final Desk desk;
    private final Appearance appearance;
    private final KnownAccounts accounts;
    private final GroupStores stores;
    private final GroupTraffic traffic;

    Wiring(Session session, Home home, Desk desk, Appearance appearance) {
        this.session = session;
        this.home = home;
        this.desk = desk;
        this.appearance = appearance;
        this.accounts = KnownAccounts.of(home);
        this.stores = new GroupStores(session.clients(), home);
        this.traffic = new GroupTraffic(stores);
    }

    /** What the account bar shows before anyone was asked. */
    AccountState asking() {
        return AccountState.asking(session.isSandbox() ? "Sandbox" : session.name(), Mode.of(session.mode()));
    }

    /** What the account bar shows; asks STS on the first call. */
    AccountState account() {
        Identity me = session.identity();
        return asking()
                .known(me.account(), me.region(), Optional.ofNullable(me.expires()))
                .of(
                        session.isSandbox() ? "" : me.source(),
                        session.isSandbox() ? AccountLook.PLAIN : accounts.look(me.account()));
    }

    /** Asks who the session is, which goes into the ledger; so it is called where work is done. */
    private Rollouts rollouts() {
        return Rollouts.of(session, home);
    }

    private GuardSources guards() {
        return new GuardSources(
                wish -> guard().plan(wish),
                id -> guard().standing(id),
                (plan, listener) -> guard().apply(plan, listener),
                (id, listener) -> guard().undo(id, listener));
    }

    private Guard guard() {
        return Guard.of(session, home, rollouts());
    }

    private ProposalSources proposals() {
        Proposals proposals = new Proposals(session, home);
        return new ProposalSources(
                proposals::editable, proposals::propose, proposals::standing, proposals::apply, proposals::undo);
    }

    List<Feature> features() {
        Distributions distributions = new Distributions(session.clients());
        WebAcls webAcls = new WebAcls(session.clients());
        AclMetrics metrics = new AclMetrics(session.clients());
        LiveRules rules = new LiveRules(session.clients());
        TrafficMetrics totals = new TrafficMetrics(session.clients());
        Ledger ledger = new Ledger(home, Clock.systemUTC());
        DecryptSources decrypting = new DecryptSources(
                new Decrypter(session.clients(), ledger, () -> RevealPolicy.of(home)),
                new Sources(session.clients()),
                session::identity,
                () -> rollouts().stacks(),
                new KeyRings(home),
                new RecentSources(home));
        LogGroups groups = new LogGroups(session.clients());
        Unmasks unmasks = new Unmasks(UnmaskOptions.unmasker(home), session::identity);
        ShieldWatch shield = new ShieldWatch(session.clients());
        Callable<ShieldReport> report = () -> shield.report(Instant.now().minus(ATTACKS));
        return List.of(
                new Feature("overview", "Overview", Feather.HOME, () -> new OverviewPage(
                                desk,
                                new OverviewSources(
                                        distributions::list,
                                        totals::read,
                                        () -> rollouts().stacks(),
                                        () -> rollouts().history(),
                                        this::account,
                                        ledger::entries,
                                        report,
                                        session.isSandbox() ? OVERVIEW_HERE : OVERVIEW_AT_AWS))
                        .page()),
                new Feature(
                        "distribution",
                        "Distributions",
                        Feather.GLOBE,
                        () -> new DistributionPage(
                                        desk, new DistributionSources(distributions::list, distributions::open), guards())
                                .page()),
                new Feature("stack", "Stacks", Feather.LAYERS, () -> new StackPage(desk, this::rollouts).page()),
                new Feature(
                        "firewall",
                        "Firewall",
                        Feather.FILTER,
                        () -> new FirewallPage(
                                        desk,
                                        new FirewallSources(
                                                webAcls::names,
                                                webAcls::read,
                                                metrics::read,
                                                traffic,
                                                rules,
                                                this::aws,
                                                unmasks),
                                        proposals(),
                                        session.isSandbox() ? LIVE_HERE : LIVE_AT_AWS)
                                .page()),
                new Feature("shield", "Shield", Feather.SHIELD, () -> new ShieldPage(
                                desk, new ShieldSources(
                                        report,
                                        id -> shield.attack(id).masked(Masking.of(home)),
                                        totals::read))
                        .page()),
                new Feature("log", "Logs", Feather.LIST, () -> new LogPage(
                                desk,
                                new LogSources(
                                        () -> LogStore.open(home),
                                        () -> groups.list(LogGroups.EDGE_REGIONS, ""),
                                        (into, place, from) -> groups.load(into, place, from, null),
                                        groups::ofDistribution,
                                        unmasks),
                                desk.tables())
                        .page()),
                new Feature(
                        "decrypt",
                        "Decrypt",
                        Feather.UNLOCK,
                        () -> new DecryptPage(desk, decrypting).page()),
                new Feature("audit", "Audit", Feather.BOOK, () -> new AuditPage(desk, ledger).page()),
                new Feature(
                        "settings",
                        "Settings",
                        Feather.SETTINGS,
                        () -> new SettingsPage(
                                        desk,
                                        home,
                                        appearance,
                                        Sallyport.VERSION,
                                        session::identity,
                                        NodeHost::confinement)
                                .page()));
    }

    /** How the AWS CLI reaches what this session reaches. */
    private String aws() {
        return session.clients().endpoint().map(at -> "aws --endpoint-url " + at).orElse("aws");
    }

    @Override
    public void close() {
        stores.close();
    }
}
