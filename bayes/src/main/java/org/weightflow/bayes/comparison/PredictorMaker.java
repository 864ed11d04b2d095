package org.weightflow.bayes.comparison;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import org.weightflow.bayes.Posterior;
import org.weightflow.bayes.PosteriorPredictive;
import org.weightflow.bayes.laplace.DiagonalLaplace;
import org.weightflow.bayes.laplace.LastLayerLaplace;
import org.weightflow.bayes.laplace.LastLayerPosterior;
import org.weightflow.bayes.laplace.PriorPrecision;
import org.weightflow.bayes.laplace.TrainedTicket;
import org.weightflow.bayes.montecarlo.Chain;
import org.weightflow.bayes.montecarlo.ChainListener;
import org.weightflow.bayes.montecarlo.ConvergenceReport;
import org.weightflow.bayes.montecarlo.Diagnostics;
import org.weightflow.bayes.montecarlo.HamiltonianMonteCarlo;
import org.weightflow.bayes.montecarlo.HmcChain;
import org.weightflow.bayes.montecarlo.NetworkLogPosterior;
import org.weightflow.bayes.montecarlo.StochasticGradientHmc;
import org.weightflow.bayes.ticket.DeterministicTickets;
import org.weightflow.bayes.ticket.IterativePosterior;
import org.weightflow.bayes.ticket.PosteriorBench;
import org.weightflow.bayes.ticket.TrainedReceiver;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.task.Task;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;

/**
 * Makes the predictors of each kind. Deterministic networks are as many as vote in an ensemble; posteriors are of the first of them, on
 * a bench of the same seeds.
 */
final class PredictorMaker {
    private final Task task;
    private final UncertaintyConfig config;
    private final Workbench bench;
    private final PosteriorBench posteriors;
    private final Seed seed;

    /** The deterministic tickets, trained, once they are there. */
    private FoundTickets found;

    PredictorMaker(Task task, UncertaintyConfig config, Workbench bench, PosteriorBench posteriors, Seed seed) {
        this.task = task;
        this.config = config;
        this.bench = bench;
        this.posteriors = posteriors;
        this.seed = seed;
    }

    /** Deterministic tickets with what they took, for all of them. */
    private record FoundTickets(
            Tickets tickets, List<StateDict> trained, double searchSeconds, double trainingSeconds) {
        Mask mask(int member) {
            return tickets.masks().get(member);
        }
    }

    /** Predictors of one kind; seconds are for one of them. */
    record Made(List<Predictor> predictors, double searchSeconds, double trainingSeconds) {}

    /** Training steps that a kind takes, those of its basis only where it is the first of the kinds to need it. */
    long steps(PredictorKind kind) {
        PredictorKind first = config.kinds().stream()
                .filter(other -> other.basis() == kind.basis())
                .findFirst()
                .orElseThrow();
        long levels = posteriors.levels() * posteriors.ticketSteps();
        long own =
                switch (kind) {
                    case BAYESIAN_TICKET -> levels;
                    case TRANSPLANTED -> posteriors.ticketSteps();
                    default -> 0;
                };
        // The search for deterministic tickets passes over the dense networks once more.
        return own
                + (kind != first ? 0 : bench.lastStep() + (kind.basis() == PredictorKind.Basis.TICKETS ? levels : 0));
    }

    Made make(PredictorKind kind) throws IOException {
        return switch (kind) {
            case DENSE -> dense();
            case TICKET -> tickets();
            case BAYESIAN_DENSE -> bayesianDense();
            case BAYESIAN_TICKET -> bayesianTickets();
            case TRANSPLANTED -> transplanted();
            case LAPLACE -> about(kind, this::laplace);
            case LAST_LAYER_LAPLACE -> about(kind, this::lastLayerLaplace);
            case SGHMC -> about(kind, this::sghmc);
            case HMC -> about(kind, this::hmc);
            case DENSE_ENSEMBLE -> denseEnsemble();
            case TICKET_ENSEMBLE -> ticketEnsemble();
        };
    }

    private Made dense() throws IOException {
        Mask mask = Mask.dense(bench.architecture().layout());
        List<Predictor> each = bench.dense().stream()
                .map(network -> Predictor.of(network, mask))
                .toList();
        return new Made(each, 0, denseSeconds() / bench.members());
    }

    private double denseSeconds() throws IOException {
        bench.restart();
        bench.dense();
        return bench.seconds();
    }

    private Made denseEnsemble() throws IOException {
        List<StateDict> networks = bench.dense();
        long stored = (long) networks.size()
                * Predictor.stored(Mask.dense(bench.architecture().layout()));
        return new Made(List.of(Predictor.of(networks, stored, Map.of())), 0, denseSeconds());
    }

    private FoundTickets found() throws IOException {
        if (found == null) {
            DeterministicTickets.find(bench, List.of(posteriors.levels()), (level, tickets, own, seconds) -> {
                List<StateDict> trained = own.trained(tickets);
                found = new FoundTickets(tickets, trained, seconds, own.secondsOf(tickets.name()));
            });
        }
        return found;
    }

    private Made tickets() throws IOException {
        FoundTickets all = found();
        List<Predictor> each = IntStream.range(0, bench.members())
                .mapToObj(p -> Predictor.of(all.trained().get(p), all.mask(p)))
                .toList();
        return new Made(each, all.searchSeconds() / bench.members(), all.trainingSeconds() / bench.members());
    }

    private Made ticketEnsemble() throws IOException {
        FoundTickets all = found();
        long stored =
                all.tickets().masks().stream().mapToLong(Predictor::stored).sum();
        return new Made(
                List.of(Predictor.of(all.trained(), stored, Map.of())), all.searchSeconds(), all.trainingSeconds());
    }

    private Made bayesianDense() throws IOException {
        List<Posterior> trained = posteriors.unpruned();
        return drawn(PredictorKind.BAYESIAN_DENSE, trained, 0, posteriors.unprunedSeconds() / trained.size());
    }

    private Made bayesianTickets() throws IOException {
        Made[] made = new Made[1];
        String name = config.score().id();
        IterativePosterior.of(config.score()).search(name, posteriors, new TrainedReceiver() {
            @Override
            public boolean wants(int level) {
                return level == posteriors.levels();
            }

            @Override
            public void found(int level, List<Posterior> trained, double searchSeconds, double trainingSeconds) {
                made[0] = drawn(
                        PredictorKind.BAYESIAN_TICKET,
                        trained,
                        searchSeconds / trained.size(),
                        trainingSeconds / trained.size());
            }
        });
        return made[0];
    }

    private Made transplanted() throws IOException {
        FoundTickets all = found();
        int count = config.posteriors();
        List<Mask> masks = all.tickets().masks().subList(0, count);
        List<StateDict> start = all.tickets().weights().subList(0, count);
        String name = PredictorKind.TRANSPLANTED.id();
        Workbench own = posteriors.of(name);
        List<Posterior> trained = posteriors.trained(
                own,
                name,
                () -> posteriors.about(start, masks),
                masks,
                all.tickets().from());
        return drawn(
                PredictorKind.TRANSPLANTED,
                trained,
                all.searchSeconds() / bench.members(),
                own.secondsOf(name) / count);
    }

    private Made drawn(PredictorKind kind, List<Posterior> trained, double searchSeconds, double trainingSeconds) {
        List<Predictor> each = IntStream.range(0, trained.size())
                .mapToObj(p -> Predictor.of(trained.get(p), config.networks(), seedOf(kind, p), Map.of()))
                .toList();
        return new Made(each, searchSeconds, trainingSeconds);
    }

    private Seed seedOf(PredictorKind kind, int member) {
        return seed.child(kind.id()).child(member);
    }

    /** Makes a predictor about a trained ticket. */
    private interface Around {
        Predictor make(TrainedTicket ticket, StateDict network, Mask mask, Seed seed);
    }

    /** Of the first tickets; finding and training them counts as search. */
    private Made about(PredictorKind kind, Around around) throws IOException {
        FoundTickets all = found();
        long start = System.nanoTime();
        List<Predictor> each = new ArrayList<>();
        for (int p = 0; p < config.posteriors(); p++) {
            StateDict network = all.trained().get(p);
            TrainedTicket ticket = new TrainedTicket(bench.architecture(), network, all.mask(p), task.train());
            each.add(around.make(ticket, network, all.mask(p), seedOf(kind, p)));
        }
        double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        return new Made(
                each, (all.searchSeconds() + all.trainingSeconds()) / bench.members(), seconds / config.posteriors());
    }

    private Predictor laplace(TrainedTicket ticket, StateDict network, Mask mask, Seed own) {
        DiagonalLaplace fitted = DiagonalLaplace.fit(ticket, config.laplace(), own.child("fit"));
        double precision = precision(at -> fitted.posterior(at).draws(config.networks(), own.child("precision")));
        return Predictor.of(
                fitted.posterior(precision),
                config.networks(),
                own.child("draws"),
                Map.of("prior precision", precision));
    }

    private Predictor lastLayerLaplace(TrainedTicket ticket, StateDict network, Mask mask, Seed own) {
        LastLayerLaplace fitted = LastLayerLaplace.fit(ticket, config.laplace(), own.child("fit"));
        double precision = precision(at -> fitted.posterior(at).draws(config.networks(), own.child("precision")));
        LastLayerPosterior posterior = fitted.posterior(precision);
        List<StateDict> draws = posterior.draws(config.networks(), own.child("draws"));
        long covariance = fitted.dimension() * (fitted.dimension() + 1L) / 2;
        return Predictor.of(draws, Predictor.stored(mask) + covariance, Map.of("prior precision", precision));
    }

    /** The best for as many draws as vote. */
    private double precision(DoubleFunction<List<StateDict>> draws) {
        PosteriorPredictive predictive = new PosteriorPredictive(bench.architecture());
        return PriorPrecision.defaults()
                .byValidation(
                        at -> Predictions.ensemble(predictive.each(draws.apply(at), task.validation())),
                        task.validation().labels());
    }

    private Predictor sghmc(TrainedTicket ticket, StateDict network, Mask mask, Seed own) {
        NetworkLogPosterior density =
                new NetworkLogPosterior(bench.architecture(), network, mask, task.train(), config.posterior());
        List<Chain> chains = new StochasticGradientHmc(config.sghmc())
                .sample(density, List.of(density.position()), own, ChainListener.NONE);
        return ofChains(density, chains, mask, Map.of());
    }

    private Predictor hmc(TrainedTicket ticket, StateDict network, Mask mask, Seed own) {
        NetworkLogPosterior density =
                new NetworkLogPosterior(bench.architecture(), network, mask, task.train(), config.posterior());
        // One chain starts at the ticket, the others from the prior: what they agree on does not come from the start.
        List<double[]> starts = IntStream.range(0, config.chains())
                .mapToObj(c -> c == 0
                        ? density.position()
                        : density.priorDraw(own.child("start").child(c)))
                .toList();
        List<HmcChain> runs = new HamiltonianMonteCarlo(config.hmc()).sample(density, starts, own, ChainListener.NONE);
        List<Chain> chains = HamiltonianMonteCarlo.chains(runs);
        ConvergenceReport report = Diagnostics.report(chains);
        Map<String, Double> facts = new LinkedHashMap<>();
        facts.put(
                "acceptance",
                runs.stream().mapToDouble(HmcChain::acceptanceRate).average().orElseThrow());
        facts.put("largest R-hat", report.largestRHat());
        facts.put("least ESS", report.smallestSize());
        facts.put("R-hat of log density", report.densityRHat());
        return ofChains(density, chains, mask, facts);
    }

    /** As many states as networks vote, evenly spaced over all chains. */
    private Predictor ofChains(NetworkLogPosterior density, List<Chain> chains, Mask mask, Map<String, Double> facts) {
        List<StateDict> states = density.networks(chains, 1);
        int count = config.networks();
        List<StateDict> chosen = IntStream.range(0, count)
                .mapToObj(i -> states.get(Math.toIntExact((i + 1L) * states.size() / count) - 1))
                .toList();
        return Predictor.of(chosen, count * Predictor.stored(mask), facts);
    }
}
