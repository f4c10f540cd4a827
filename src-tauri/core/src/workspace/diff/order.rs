//! What moved in a list: as few things as explain the new order.

/// The indices into `ranks` that are out of order, as few as possible: what is not in a longest increasing run.
pub(super) fn moved(ranks: &[usize]) -> Vec<usize> {
    // `ends[n]` is where the best run of n + 1 ends; `before[i]` is what comes before i in its run.
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![None; ranks.len()];
    for (index, rank) in ranks.iter().enumerate() {
        let length = ends.partition_point(|&end| ranks[end] < *rank);
        before[index] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(index);
        } else {
            ends[length] = index;
        }
    }
    let mut stays = vec![false; ranks.len()];
    let mut next = ends.last().copied();
    while let Some(index) = next {
        stays[index] = true;
        next = before[index];
    }
    (0..ranks.len()).filter(|&index| !stays[index]).collect()
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn as_few_as_explain_the_order() {
        assert_eq!(moved(&[]), [0; 0]);
        assert_eq!(moved(&[1, 2, 3]), [0; 0]);
        assert_eq!(moved(&[4, 1, 2, 3]), [0], "one went to the front");
        assert_eq!(moved(&[2, 3, 4, 1]), [3], "one went to the end");
        assert_eq!(moved(&[2, 1]).len(), 1);
        assert_eq!(moved(&[3, 2, 1]).len(), 2);
    }
}
