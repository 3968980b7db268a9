import { expect, test } from "vitest";
import { learningRate, RECIPES } from "../../src/cli/recipes.ts";

test("the learning rate falls from its start, never below zero, and depends on the step alone", () => {
  const steps = 9380;
  const recipe = RECIPES.mnist;
  const rates = Array.from({ length: steps }, (_, i) => learningRate(recipe, i + 1, steps));
  expect(rates[0]).toBe(recipe.lr);
  for (let i = 1; i < steps; i++) expect(rates[i]).toBeLessThan(rates[i - 1]);
  expect(rates[steps - 1]).toBeGreaterThan(0);
});
