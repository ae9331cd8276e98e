package dev.sallyport.views.decrypt;

import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.KeyRings;
import dev.sallyport.core.decrypt.Offer;
import dev.sallyport.core.rollout.StackSummary;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What can be chosen instead of typed: what was looked into before, the key rings that are kept, the stacks. */
final class OfferList {
    private final DecryptSources sources;
    private final DecryptModel model;
    private final Desk desk;
    private final Background.Lane here;
    private final Background.Lane there;
    private final Map<String, String> rings = new ConcurrentHashMap<>();
    private List<Offer> kept = List.of();
    private List<Offer> ofStacks = List.of();

    OfferList(Desk desk, DecryptSources sources, DecryptModel model) {
        this.desk = desk;
        this.sources = sources;
        this.model = model;
        this.here = desk.background().lane();
        this.there = desk.background().lane();
    }

    /** The key ring that an offer named so, if one did. */
    Optional<KeyRing> ring(String name) {
        return Optional.ofNullable(rings.get(name)).map(json -> KeyRing.ofStack(name, json));
    }

    /** Reads them again; what is known stays until then. */
    void read() {
        here.load("Reading key rings", this::kept)
                .onSuccess(offers -> {
                    kept = offers;
                    show();
                })
                .onError(error -> desk.activity().wrong(error.message()))
                .quietly()
                .run();
        there.load(Words.LOOKING, this::ofStacks)
                .onSuccess(offers -> {
                    ofStacks = offers;
                    model.offersMissing.set("");
                    show();
                })
                .onError(error -> model.offersMissing.set("Stacks are not seen: " + error.message() + " " + error.next()))
                .run();
    }

    private void show() {
        List<Offer> all = new ArrayList<>(ofStacks);
        all.addAll(kept);
        if (!all.equals(model.offers)) {
            model.offers.setAll(all);
        }
    }

    private List<Offer> kept() {
        List<Offer> offers = new ArrayList<>();
        for (KeyRings.Kept ring : sources.rings().list()) {
            offers.add(new Offer("Key ring " + ring.name(), "", ring.name(), "", "", ""));
        }
        for (DecryptModel.Search search : sources.recent().list()) {
            offers.add(new Offer("Recent", search.source(), search.key(), search.prefix(), search.suffix(), ""));
        }
        return offers;
    }

    private List<Offer> ofStacks() throws Exception {
        List<Offer> offers = new ArrayList<>();
        for (StackSummary stack : sources.stacks().call()) {
            offers.addAll(Offer.ofStack(stack.name(), stack.outputs()));
        }
        offers.stream().filter(offer -> !offer.ring().isEmpty()).forEach(offer -> rings.put(offer.key(), offer.ring()));
        return offers;
    }
}
