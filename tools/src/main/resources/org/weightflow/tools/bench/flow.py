"""Trains the velocity field of DeepWeightFlow with PyTorch: "dimensions codes steps threads" are the arguments, the answer is the
seconds of that many steps after a warm-up; see TorchFlow.java."""
import sys
import time

import torch
from torch import nn

dimensions, count, steps, threads = map(int, sys.argv[1:5])
WARM_UP, BATCH, HIDDEN, TIME, SOURCE, SIGMA, RATE, LAST_RATE = 200, 8, 512, 64, .01, 1e-3, 5e-4, 1e-6
torch.set_num_threads(threads)
torch.manual_seed(0)


class Field(nn.Module):
    def __init__(self):
        super().__init__()
        self.time = nn.Sequential(nn.Linear(1, TIME), nn.GELU(), nn.Linear(TIME, TIME))

        def block(inside, outside, *more):
            return nn.Linear(inside, outside), nn.LayerNorm(outside), nn.GELU(), *more

        self.net = nn.Sequential(
            *block(dimensions + TIME, HIDDEN, nn.Dropout(.1)), *block(HIDDEN, HIDDEN // 2, nn.Dropout(.1)),
            *block(HIDDEN // 2, HIDDEN), nn.Linear(HIDDEN, dimensions))

    def forward(self, x, t):
        return self.net(torch.cat([x, self.time(t)], dim=1))


codes = torch.randn(count, dimensions)
sources = SOURCE * torch.randn(count, dimensions)
field = Field()
optimizer = torch.optim.AdamW(field.parameters(), lr=RATE, betas=(.9, .95), weight_decay=1e-5)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=30000, eta_min=LAST_RATE)
done, start, batches = -WARM_UP, 0, max(1, count // BATCH)
while done < steps:
    first, second = torch.randperm(count), torch.randperm(count)
    for b in range(batches):
        if done == 0:
            start = time.perf_counter()
        if done == steps:
            break
        rows = slice(b * BATCH, (b + 1) * BATCH)
        x0, x1 = sources[first[rows]], codes[second[rows]]
        t = torch.rand(len(x0), 1)
        x = (1 - t) * x0 + t * x1 + SIGMA * torch.randn_like(x0)
        loss = ((field(x, t) - (x1 - x0)) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        loss.item()
        done += 1
print(time.perf_counter() - start)
