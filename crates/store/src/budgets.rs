//! What the models of a workspace may be asked for in a calendar month (UTC), and were.

use domain::Scope;

use crate::{Store, StoreError};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Tokens of the models that write.
    Tokens,
    /// Pictures of the models that draw.
    Pictures,
}

/// What the models of a workspace may use in a month, and have used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// The most.
    pub most: u64,
    /// What is used, with what is set aside for requests under way.
    pub used: u64,
}

impl Measure {
    /// The most of a month where nobody chose: tokens for about a thousand activities, and
    /// pictures for a hundred.
    pub const fn usual(self) -> u64 {
        match self {
            Measure::Tokens => 5_000_000,
            Measure::Pictures => 100,
        }
    }

    /// The tables of what may be used and of what is, and their column.
    const fn places(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Measure::Tokens => ("writer_budgets", "writer_usage", "tokens"),
            Measure::Pictures => ("picture_budgets", "picture_usage", "pictures"),
        }
    }
}

impl Store {
    /// What the models of a workspace may use in a month, such as `2026-11`, and have used.
    pub async fn budget(
        &self,
        scope: Scope,
        measure: Measure,
        month: &str,
    ) -> Result<Budget, StoreError> {
        let (budgets, usage, column) = measure.places();
        let found: Option<(Option<i64>, Option<i64>)> = row!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select (select {column} from {budgets} where workspace_id = $1),
                        (select {column} from {usage} where workspace_id = $1 and month = $2)"
            )),
            scope.workspace.to_string(), month
        )?;
        let (most, used) = found.unwrap_or_default();
        let count = |stored: i64| u64::try_from(stored).unwrap_or_default();
        Ok(Budget { most: most.map_or(measure.usual(), count), used: used.map_or(0, count) })
    }

    /// Sets the most that the models of a workspace may use in a month.
    pub async fn set_budget(
        &self,
        scope: Scope,
        measure: Measure,
        most: u64,
    ) -> Result<(), StoreError> {
        let (budgets, _, column) = measure.places();
        exec!(
            self.write;
            sqlx::AssertSqlSafe(format!(
                "insert into {budgets} (workspace_id, {column}) values ($1, $2)
                 on conflict (workspace_id) do update set {column} = excluded.{column}"
            )),
            scope.workspace.to_string(), stored(most)
        )?;
        Ok(())
    }

    /// Sets an amount of a month aside, before it is asked for; gives whether the budget holds
    /// it. Of two at the same time, the budget counts both.
    pub async fn set_aside(
        &self,
        scope: Scope,
        measure: Measure,
        month: &str,
        amount: u64,
    ) -> Result<bool, StoreError> {
        let most = self.budget(scope, measure, month).await?.most;
        if amount > most {
            return Ok(false);
        }
        let (_, usage, column) = measure.places();
        let touched = exec!(
            self.write;
            sqlx::AssertSqlSafe(format!(
                "insert into {usage} (workspace_id, month, {column}) values ($1, $2, $3)
                 on conflict (workspace_id, month) do update set {column} = {usage}.{column} + excluded.{column}
                 where {usage}.{column} + excluded.{column} <= $4"
            )),
            scope.workspace.to_string(), month, stored(amount), stored(most)
        )?;
        Ok(touched > 0)
    }

    /// Counts what was used in the place of what was set aside for it.
    pub async fn settle(
        &self,
        scope: Scope,
        measure: Measure,
        month: &str,
        (aside, used): (u64, u64),
    ) -> Result<(), StoreError> {
        let (_, usage, column) = measure.places();
        exec!(
            self.write;
            sqlx::AssertSqlSafe(format!(
                "update {usage} set {column} = {column} - $3 + $4 where workspace_id = $1 and month = $2"
            )),
            scope.workspace.to_string(), month, stored(aside), stored(used)
        )?;
        Ok(())
    }
}

/// A count as the database keeps it.
fn stored(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}
